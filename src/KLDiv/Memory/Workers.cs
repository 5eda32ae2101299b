using System.Runtime.ExceptionServices;

namespace KLDiv.Memory;

/// <summary>
/// Works on the numbered parts of a job with the calling thread and as many threads of the pool as are free in time.
/// Nothing is allocated after a thread's first call, and no part depends on which thread works on it.
/// </summary>
internal sealed unsafe class Workers : IThreadPoolWorkItem
{
    /// <summary>Set while no thread may join. The bits below <see cref="Place"/> count the pool's threads at work, the others the places left.</summary>
    private const int Closed = 1 << 30;

    private const int Place = 1 << 15;

    private const int AtWork = Place - 1;

    [ThreadStatic]
    private static Workers? t_workers;

    private delegate*<void*, int, void> _work;
    private void* _job;
    private int _parts;
    private bool _isLeading;
    private int _next;
    private int _state = Closed;

    /// <summary>How many times this object is in the pool's queue.</summary>
    private int _queued;
    private ExceptionDispatchInfo? _failure;

    /// <summary>The number of threads that one call may use, the calling one included; at first the number of processors.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public static int MaxDegreeOfParallelism
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = Environment.ProcessorCount;

    /// <summary>
    /// Calls <paramref name="work"/> with the job and each number from 0 to <paramref name="parts"/> - 1, each once, on at most
    /// <paramref name="threads"/> threads. An exception, on whichever thread it was thrown, reaches the caller once no thread works on the job any more;
    /// of several, one does.
    /// </summary>
    /// <exception cref="InvalidOperationException">The calling thread leads a job already: it is called from within a part.</exception>
    public static void Run(delegate*<void*, int, void> work, void* job, int parts, int threads)
    {
        int helpers = Math.Min(Math.Min(threads, parts) - 1, AtWork);
        if (helpers <= 0)
        {
            for (int part = 0; part < parts; part++)
            {
                work(job, part);
            }

            return;
        }

        (t_workers ??= new Workers()).Lead(work, job, parts, helpers);
    }

    /// <summary>
    /// Joins the job, unless it is done or has all its helpers. A thread that arrives late may find the leader's next job, or none.
    /// </summary>
    void IThreadPoolWorkItem.Execute()
    {
        Interlocked.Decrement(ref _queued);
        int state = Volatile.Read(ref _state);
        while ((state & Closed) == 0 && state >= Place)
        {
            int seen = Interlocked.CompareExchange(ref _state, state - Place + 1, state);
            if (seen == state)
            {
                Help();
                return;
            }

            state = seen;
        }
    }

    private void Lead(delegate*<void*, int, void> work, void* job, int parts, int helpers)
    {
        if (_isLeading)
        {
            throw new InvalidOperationException("A part of a shared job may not share out work of its own on the thread that leads the job: that thread has one set of workers.");
        }

        _isLeading = true;
        _work = work;
        _job = job;
        _parts = parts;
        _next = 0;
        _failure = null;
        Interlocked.Exchange(ref _state, helpers * Place);
        try
        {
            CallHelpers(helpers);
            TakeParts();
        }
        finally
        {
            // The job lives on this thread's stack: no other thread may still work on it when this one returns.
            Interlocked.Or(ref _state, Closed);
            SpinWait spin = default;
            while ((Volatile.Read(ref _state) & AtWork) != 0)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }

            _isLeading = false;
        }

        _failure?.Throw();
    }

    /// <summary>
    /// Asks the pool for helpers. Those still queued from an earlier job serve as well; without counting them a busy pool's queue would grow
    /// with every call. A helper that leaves the queue meanwhile is either no longer counted here, or sees this job.
    /// </summary>
    private void CallHelpers(int helpers)
    {
        for (int queued = Volatile.Read(ref _queued); queued < helpers; queued++)
        {
            Interlocked.Increment(ref _queued);
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private void Help()
    {
        try
        {
            TakeParts();
        }
#pragma warning disable CA1031 // Whatever it is, the caller of Run gets it; left here it would end the process.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _failure = ExceptionDispatchInfo.Capture(failure);
        }
        finally
        {
            Interlocked.Decrement(ref _state);
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
