using System.Diagnostics;

namespace KLDiv.Benchmarks.Measuring;

/// <summary>A call in this process.</summary>
/// <param name="call">The call; what it returns is used, so that none of its work can be left out.</param>
internal sealed class LocalContender(Func<double> call) : IContender
{
    private double _sum;

    public double Time(long calls)
    {
        double sum = 0;
        long start = Stopwatch.GetTimestamp();
        for (long i = 0; i < calls; i++)
        {
            sum += call();
        }

        double nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        _sum += sum;
        return nanoseconds;
    }
}
