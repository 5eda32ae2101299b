using System.Runtime.ExceptionServices;

namespace KLDiv.Regression.Fitting.Dense;

/// <summary>Rows cut into blocks that fit caches, and blocks into parts that threads share. The cut depends on the data's shape alone.</summary>
internal sealed class RowParts
{
    /// <summary>About as many doubles as the buffers of a block may have and stay in a processor's second cache.</summary>
    private const int BlockElements = 16_384;

    private const int FewestRows = 64;
    private const int MostRows = 256;
    private const int MostParts = 64;

    /// <summary>The sums of all parts together have at most about so many elements.</summary>
    private const long MostSums = 1 << 22;

    private readonly nint _blocks;

    /// <param name="rows">How many rows there are.</param>
    /// <param name="width">The doubles that a block holds for one row.</param>
    /// <param name="sums">The length of the sums that every part has for itself.</param>
    public RowParts(nint rows, long width, long sums)
    {
        Rows = rows;
        BlockRows = (int)Math.Clamp(BlockElements / width, FewestRows, MostRows) / DenseKernels.Lanes * DenseKernels.Lanes;
        _blocks = (rows + BlockRows - 1) / BlockRows;
        Count = (int)Math.Clamp(Math.Min(_blocks / 4, MostSums / Math.Max(1, sums)), 1, MostParts);
    }

    public nint Rows { get; }

    /// <summary>The number of blocks.</summary>
    public nint Blocks => _blocks;

    /// <summary>The rows of a block, a multiple of <see cref="DenseKernels.Lanes"/>; the last block may have fewer.</summary>
    public int BlockRows { get; }

    /// <summary>The number of parts.</summary>
    public int Count { get; }

    /// <summary>The first row of a part; of the number behind the last part: the number of rows.</summary>
    public nint Start(int part) => nint.Min(Rows, (nint)((Int128)_blocks * part / Count) * BlockRows);

    /// <summary>Calls for each block of a part.</summary>
    /// <param name="part">The part's number.</param>
    /// <param name="work">Takes the block's first row and its number of rows.</param>
    /// <param name="cancellationToken">Asked before each block.</param>
    public void ForBlocks(int part, Action<nint, int> work, CancellationToken cancellationToken)
    {
        nint end = Start(part + 1);
        for (nint start = Start(part); start < end; start += BlockRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            work(start, (int)nint.Min(BlockRows, end - start));
        }
    }

    /// <summary>Calls for each part once.</summary>
    public void Run(int threads, Action<int> work) => Run(Count, threads, work);

    /// <summary>Calls for each number below the count once, on at most so many threads; 0: as many as <see cref="KLDivergence.MaxDegreeOfParallelism"/> says.</summary>
    /// <remarks>Of several exceptions the one of the first part reaches the caller, so that a mistake in the data is told the same way every time.</remarks>
    public static void Run(int count, int threads, Action<int> work)
    {
        if (count == 1)
        {
            work(0);
            return;
        }

        var failures = new ExceptionDispatchInfo?[count];
        int next = -1, atWork = Math.Min(count, threads == 0 ? KLDivergence.MaxDegreeOfParallelism : threads);
        Parallel.For(0, atWork, new ParallelOptions { MaxDegreeOfParallelism = atWork }, _ =>
        {
            for (int part = Interlocked.Increment(ref next); part < count; part = Interlocked.Increment(ref next))
            {
                try
                {
                    work(part);
                }
#pragma warning disable CA1031 // Whatever it is, the caller gets it.
                catch (Exception failure)
#pragma warning restore CA1031
                {
                    failures[part] = ExceptionDispatchInfo.Capture(failure);
                }
            }
        });
        Array.Find(failures, failure => failure is not null)?.Throw();
    }
}
