namespace KLDiv.Benchmarks.Measuring;

/// <summary>What a call takes from the collected heap.</summary>
internal static class Allocation
{
    private const int Tries = 3;

    /// <returns>
    /// The bytes that a call allocates, on whatever thread, rounded to whole bytes: the least of a few tries, since other threads of the process allocate too.
    /// </returns>
    public static long Bytes(Action call, int calls)
    {
        long least = long.MaxValue;
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < calls; i++)
            {
                call();
            }

            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return (long)Math.Round((double)least / calls);
    }
}
