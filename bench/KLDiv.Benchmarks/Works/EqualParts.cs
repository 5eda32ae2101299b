namespace KLDiv.Benchmarks.Works;

/// <summary>
/// Work on equal parts of a range by the calling thread and threads of the pool. There are a few for each thread, and who is free
/// takes the next: on a busy machine nobody waits for a thread that has not come yet.
/// </summary>
internal static class EqualParts
{
    private const int PartsAThread = 4;

    /// <summary>The sum of what a function gives for the parts: it takes the state, a start and a length.</summary>
    public static double Sum<TState>(int threads, int length, TState state, Func<TState, int, int, double> part) =>
        threads == 1 ? part(state, 0, length) : Share(threads, length, state, part);

    private static double Share<TState>(int threads, int length, TState state, Func<TState, int, int, double> part)
    {
        double[] sums = new double[threads * PartsAThread];
        int taken = 0, done = 0;
        for (int helper = 1; helper < threads; helper++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ => TakeParts(), state: null);
        }

        TakeParts();
        SpinWait spin = default;
        while (Volatile.Read(ref done) < sums.Length)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }

        return sums.Sum();

        void TakeParts()
        {
            for (int index = Interlocked.Increment(ref taken) - 1; index < sums.Length; index = Interlocked.Increment(ref taken) - 1)
            {
                int start = (int)((long)length * index / sums.Length), end = (int)((long)length * (index + 1) / sums.Length);
                sums[index] = part(state, start, end - start);
                Interlocked.Increment(ref done);
            }
        }
    }
}
