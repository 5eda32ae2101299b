using System.Runtime.InteropServices;

namespace KLDiv.Benchmarks.Measuring;

/// <summary>A call on one thread, whose processor time is measured where the system tells it: others that use the machine do not count.</summary>
internal sealed partial class ProcessorTimeContender(Action call) : IContender
{
    private const int ThreadProcessorTime = 3;

    public double Time(long calls)
    {
        double start = Now();
        for (long i = 0; i < calls; i++)
        {
            call();
        }

        return Now() - start;
    }

    private static double Now()
    {
        if (!OperatingSystem.IsLinux())
        {
            return TimeSpan.FromTicks(Environment.TickCount64 * TimeSpan.TicksPerMillisecond).TotalNanoseconds;
        }

        _ = ClockGetTime(ThreadProcessorTime, out TimeSpec time);
        return (time.Seconds * 1e9) + time.Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
