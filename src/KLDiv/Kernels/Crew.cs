namespace KLDiv.Kernels;

/// <summary>
/// Works on the numbered parts of a job with the calling thread and as many threads of the pool as come in time.
/// Nothing is allocated after a thread's first call, and no part depends on who works on it.
/// </summary>
internal sealed unsafe class Crew : IThreadPoolWorkItem
{
    /// <summary>Set while nobody may join; the other bits count the pool's threads at work.</summary>
    private const int Closed = 1 << 30;

    [ThreadStatic]
    private static Crew? t_crew;

    private delegate*<void*, int, void> _work;
    private void* _job;
    private int _parts;
    private int _next;
    private int _state = Closed;

    /// <summary>Calls <paramref name="work"/> with the job and each number from 0 to <paramref name="parts"/> - 1, each once.</summary>
    public static void Run(delegate*<void*, int, void> work, void* job, int parts, int threads)
    {
        int helpers = Math.Min(threads, parts) - 1;
        if (helpers <= 0)
        {
            for (int part = 0; part < parts; part++)
            {
                work(job, part);
            }

            return;
        }

        (t_crew ??= new Crew()).Lead(work, job, parts, helpers);
    }

    /// <summary>A thread of the pool joins, unless the job is done; then it may find a later one of the same leader, or nothing.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        int state = Volatile.Read(ref _state);
        while ((state & Closed) == 0)
        {
            int seen = Interlocked.CompareExchange(ref _state, state + 1, state);
            if (seen == state)
            {
                TakeParts();
                Interlocked.Decrement(ref _state);
                return;
            }

            state = seen;
        }
    }

    private void Lead(delegate*<void*, int, void> work, void* job, int parts, int helpers)
    {
        _work = work;
        _job = job;
        _parts = parts;
        _next = 0;
        Volatile.Write(ref _state, 0);
        for (int i = 0; i < helpers; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        try
        {
            TakeParts();
        }
        finally
        {
            // The job lives on this thread's stack: nobody may be left in it.
            Interlocked.Or(ref _state, Closed);
            SpinWait spin = default;
            while (Volatile.Read(ref _state) != Closed)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }
        }
    }

    private void TakeParts()
    {
        for (int part = Interlocked.Increment(ref _next) - 1; part < _parts; part = Interlocked.Increment(ref _next) - 1)
        {
            _work(_job, part);
        }
    }
}
