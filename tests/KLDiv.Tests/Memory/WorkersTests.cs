using System.Runtime.InteropServices;
using KLDiv.Memory;
using KLDiv.Tests.Support;

namespace KLDiv.Tests.Memory;

/// <summary>The threads that share a job: who joins, who leaves, and what happens when work fails.</summary>
[Collection(Widths.Name)]
public sealed unsafe class WorkersTests
{
    [Theory]
    [InlineData(1, 8)]
    [InlineData(2, 2)]
    [InlineData(7, 2)]
    [InlineData(256, 1)]
    [InlineData(256, 3)]
    [InlineData(256, 64)]
    public void Each_part_is_worked_on_once(int parts, int threads)
    {
        for (int round = 0; round < 200; round++)
        {
            Ledger ledger = new();
            Workers.Run(&Tally, &ledger, parts, threads);
            Assert.Equal(parts, ledger.Sum());
            Assert.Equal(parts, ledger.PartsDoneOnce());
        }
    }

    /// <summary>The job lies on the caller's stack: what a helper did after the return would hit the next job, or anything.</summary>
    [Fact]
    public void Nobody_works_on_a_job_after_its_end()
    {
        const int Rounds = 2000;
        var ledgers = (Ledger*)NativeMemory.AllocZeroed(Rounds, (nuint)sizeof(Ledger));
        for (int round = 0; round < Rounds; round++)
        {
            Workers.Run(&TallySlowly, ledgers + round, 2 + (round % 5), 4);
            Assert.Equal(0, Volatile.Read(ref ledgers[round].AtWork));
            Volatile.Write(ref ledgers[round].Closed, 1);
        }

        for (int round = 0; round < Rounds; round++)
        {
            Assert.Equal(0, Volatile.Read(ref ledgers[round].AfterEnd));
            Assert.Equal(2 + (round % 5), ledgers[round].Sum());
        }

        NativeMemory.Free(ledgers);
    }

    /// <summary>
    /// The pool is kept busy, so that the helpers of the first jobs come late: they find the last job, which has room for one.
    /// </summary>
    [Fact]
    public void Helpers_left_over_from_earlier_jobs_do_not_crowd_a_later_one()
    {
        using BusyPool pool = new();
        Ledger early = new();
        for (int round = 0; round < 4; round++)
        {
            Workers.Run(&Tally, &early, 4, 16);
        }

        Ledger last = new();
        pool.Release();
        Workers.Run(&TallyVerySlowly, &last, 64, 2);

        Assert.Equal(16, early.Sum());
        Assert.Equal(64, last.Sum());
        Assert.InRange(last.MostAtWork, 1, 2);
    }

    [Fact]
    public void A_busy_pool_is_not_asked_again_for_helpers_that_have_not_come_yet()
    {
        const int Rounds = 1000;
        using BusyPool pool = new();
        Ledger ledger = new();
        long before = ThreadPool.PendingWorkItemCount;
        for (int round = 0; round < Rounds; round++)
        {
            Workers.Run(&Tally, &ledger, 4, 4);
        }

        Assert.InRange(ThreadPool.PendingWorkItemCount - before, 0, Rounds / 2);
        Assert.Equal(4 * Rounds, ledger.Sum());
    }

    [Fact]
    public void Several_threads_do_work_on_one_job()
    {
        int most = 0;
        for (int round = 0; round < 50 && most < 2; round++)
        {
            Ledger ledger = new();
            Workers.Run(&TallySlowly, &ledger, 64, 4);
            most = ledger.MostAtWork;
        }

        Assert.InRange(most, 2, 4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void An_exception_reaches_the_caller_and_the_workers_serve_again(int threads)
    {
        for (int round = 0; round < 200; round++)
        {
            Ledger ledger = new();
            Ledger* job = &ledger;
            Assert.Throws<InvalidTimeZoneException>(() => Workers.Run(&TallyAndFail, job, 16, threads));
            Assert.Equal(0, Volatile.Read(ref ledger.AtWork));

            Ledger next = new();
            Workers.Run(&Tally, &next, 16, threads);
            Assert.Equal(16, next.Sum());
        }
    }

    /// <summary>The part that the caller works on waits for the one that fails, which so is a helper's.</summary>
    [Fact]
    public void An_exception_on_a_thread_of_the_pool_reaches_the_caller_and_not_the_pool()
    {
        Ledger ledger = new() { Leader = Environment.CurrentManagedThreadId };
        Ledger* job = &ledger;

        Assert.Throws<InvalidTimeZoneException>(() => Workers.Run(&FailIfHelping, job, 16, 4));
    }

    [Fact]
    public void A_part_that_shares_out_work_of_its_own_on_the_leading_thread_fails_and_the_workers_serve_again()
    {
        Ledger ledger = new() { Leader = Environment.CurrentManagedThreadId };
        Ledger* job = &ledger;

        var failure = Assert.Throws<InvalidOperationException>(() => Workers.Run(&ShareAgainIfLeading, job, 16, 4));
        Assert.StartsWith("A part of a shared job may not share out work of its own", failure.Message, StringComparison.Ordinal);

        Ledger next = new();
        Workers.Run(&Tally, &next, 16, 4);
        Assert.Equal(16, next.Sum());
    }

    private static void ShareAgainIfLeading(void* job, int part)
    {
        var ledger = (Ledger*)job;
        if (Environment.CurrentManagedThreadId == ledger->Leader)
        {
            Volatile.Write(ref ledger->Closed, 1);
            Workers.Run(&Tally, job, 2, 2);
        }

        SpinWait.SpinUntil(() => Volatile.Read(ref ledger->Closed) != 0, TimeSpan.FromSeconds(20));
    }

    private static void Tally(void* job, int part) => Interlocked.Increment(ref ((Ledger*)job)->Parts[part]);

    private static void TallySlowly(void* job, int part) => Tally(job, part, () => Thread.SpinWait(200));

    private static void TallyVerySlowly(void* job, int part) => Tally(job, part, () => Thread.Sleep(1));

    /// <summary>Counts who is at work meanwhile.</summary>
    private static void Tally(void* job, int part, Action work)
    {
        var ledger = (Ledger*)job;
        int atWork = Interlocked.Increment(ref ledger->AtWork);
        if (Volatile.Read(ref ledger->Closed) != 0)
        {
            Interlocked.Increment(ref ledger->AfterEnd);
        }

        for (int most = ledger->MostAtWork; atWork > most; most = ledger->MostAtWork)
        {
            Interlocked.CompareExchange(ref ledger->MostAtWork, atWork, most);
        }

        work();
        Tally(job, part);
        Interlocked.Decrement(ref ledger->AtWork);
    }

    private static void TallyAndFail(void* job, int part)
    {
        TallySlowly(job, part);
        if (part % 5 == 3)
        {
            throw new InvalidTimeZoneException();
        }
    }

    private static void FailIfHelping(void* job, int part)
    {
        var ledger = (Ledger*)job;
        if (Environment.CurrentManagedThreadId != ledger->Leader)
        {
            Volatile.Write(ref ledger->Closed, 1);
            throw new InvalidTimeZoneException();
        }

        SpinWait.SpinUntil(() => Volatile.Read(ref ledger->Closed) != 0, TimeSpan.FromSeconds(20));
    }

    /// <summary>A pool all of whose threads wait, until they are released.</summary>
    private sealed class BusyPool : IDisposable
    {
        private const int Workers = 16;

        private readonly int _workers;
        private readonly int _completions;
        private readonly ManualResetEventSlim _release = new();
        private readonly CountdownEvent _started = new(Workers);
        private readonly CountdownEvent _ended = new(Workers);

        public BusyPool()
        {
            ThreadPool.GetMinThreads(out _workers, out _completions);
            Assert.True(ThreadPool.SetMinThreads(Workers, _completions));
            for (int worker = 0; worker < Workers; worker++)
            {
                ThreadPool.QueueUserWorkItem(_ =>
                {
                    _started.Signal();
                    _release.Wait();
                    _ended.Signal();
                });
            }

            _started.Wait();
        }

        public void Release() => _release.Set();

        public void Dispose()
        {
            Release();
            _ended.Wait();
            _ended.Dispose();
            _started.Dispose();
            _release.Dispose();
            ThreadPool.SetMinThreads(_workers, _completions);
        }
    }

    /// <summary>A job that counts who works on it; it lies on a stack, as real ones do.</summary>
    private struct Ledger
    {
        public fixed int Parts[256];
        public int AtWork;
        public int MostAtWork;
        public int Closed;
        public int AfterEnd;
        public int Leader;

        public readonly int PartsDoneOnce()
        {
            int once = 0;
            for (int part = 0; part < 256; part++)
            {
                once += Parts[part] == 1 ? 1 : 0;
            }

            return once;
        }

        public readonly int Sum()
        {
            int sum = 0;
            for (int part = 0; part < 256; part++)
            {
                sum += Parts[part];
            }

            return sum;
        }
    }
}
