using System.Globalization;

namespace KLDiv.Benchmarks.Measuring;

/// <summary>How much memory a call needs, as the kernel counts it.</summary>
internal static class PeakMemory
{
    /// <summary>Writing it sets the peak of the resident memory back to what is resident now (proc(5)).</summary>
    private const string Reset = "/proc/self/clear_refs";

    private const string Status = "/proc/self/status";

    /// <returns>By how many bytes the resident memory rose at most while the call ran; null where the system does not tell.</returns>
    public static long? Rise(Action call)
    {
        GC.Collect();
        try
        {
            File.WriteAllText(Reset, "5");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        long before = Bytes("VmRSS:");
        call();
        return Math.Max(0, Bytes("VmHWM:") - before);
    }

    private static long Bytes(string field)
    {
        string line = File.ReadLines(Status).First(line => line.StartsWith(field, StringComparison.Ordinal));
        return 1024 * long.Parse(line[field.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
    }
}
