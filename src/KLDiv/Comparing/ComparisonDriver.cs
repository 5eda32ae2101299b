using System.Numerics;
using System.Runtime.CompilerServices;
using KLDiv.Memory;

namespace KLDiv.Comparing;

/// <summary>Runs a call of a comparer: walks the rows in runs, on as many threads as are wanted.</summary>
/// <typeparam name="T">The type in which rows are compared.</typeparam>
internal static unsafe class ComparisonDriver<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Elements of a side that are compared at a time: with those of the other side they fit the second-level cache.</summary>
    private const int MostElements = 1 << 16;

    /// <summary>So few rows that the sums of the classes have room for them.</summary>
    private const int MostRows = 1 << 10;

    /// <param name="comparer">What is asked for, and the workspaces.</param>
    /// <param name="arguments">The rows: P's first.</param>
    /// <param name="results">Where the comparisons go, one a row.</param>
    /// <exception cref="IncomparableRowException">A row cannot be compared.</exception>
    public static void Run(RowComparer comparer, in Arguments arguments, RowComparison* results)
    {
        fixed (byte* p = arguments.First, q = arguments.Second)
        fixed (double* rowWeights = arguments.RowWeights)
        {
            nint* room = stackalloc nint[PinnedArguments.RoomFor(arguments.Rank)];
            void** data = stackalloc void*[Slots.Count] { p, q, null, null, null, null };
            PinnedArguments memory = new(arguments, data, rowWeights, null, room);
            nint failed = arguments.Numel == 0 ? -1 : RunParts(comparer, arguments.Numel, memory, results);
            if (failed >= 0)
            {
                throw IncomparableRow.Explain(memory, failed, comparer.Options);
            }
        }
    }

    /// <returns>The first row that cannot be compared, or -1.</returns>
    private static nint RunParts(RowComparer comparer, nint numel, in PinnedArguments memory, RowComparison* results)
    {
        Job job = new() { Comparer = comparer, Memory = memory, Parts = new(numel, memory.Layout.Runs), Results = results };
        nint* failures = stackalloc nint[job.Parts.Count];
        job.Failures = failures;
        Workers.Run(&RunPart, Unsafe.AsPointer(ref job), job.Parts.Count, comparer.Threads);
        return job.Parts.FirstFailure(failures);
    }

    [SkipLocalsInit]
    private static void RunPart(void* pointer, int part)
    {
        ref Job job = ref Unsafe.AsRef<Job>(pointer);
        PinnedArguments memory = job.Memory;
        nint* indices = stackalloc nint[memory.Layout.Rank];
        nint row = job.Parts.Start(part), end = job.Parts.Start(part + 1);
        RunCursor cursor = new(&memory.Layout, indices, row);
        int classes = (int)memory.Layout.Length(memory.Layout.Rank - 1), atATime = Math.Clamp(MostElements / classes, 1, MostRows);
        RowComparer comparer = job.Comparer;
        RowWorkspace<T> workspace = comparer.Rent<T>();
        ClassSums? sums = comparer.RentSums();
        int failure = -1;
        while (row < end && failure < 0)
        {
            int count = (int)nint.Min(atATime, end - row);
            RowRun<T> run = workspace.Gather(memory, ref cursor, row, count, classes);
            comparer.MakeRoom(sums, count);
            failure = workspace.Compare(run, sums, new Span<RowComparison>(job.Results + row, count));
            row += failure < 0 ? count : failure;
        }

        job.Failures[part] = failure < 0 ? -1 : row;
        comparer.Return(workspace, sums);
    }

    private struct Job
    {
        public RowComparer Comparer;
        public PinnedArguments Memory;
        public Partition Parts;
        public RowComparison* Results;

        /// <summary>Where each part leaves the number of its first row that cannot be compared, or -1.</summary>
        public nint* Failures;
    }
}

/// <summary>Some rows of P and Q, one behind the other.</summary>
/// <param name="p">The elements of P.</param>
/// <param name="q">The elements of Q.</param>
/// <param name="weights">One a row; null: all weigh 1.</param>
/// <param name="count">The number of rows.</param>
/// <param name="classes">The length of a row.</param>
internal readonly unsafe struct RowRun<T>(T* p, T* q, double* weights, int count, int classes)
    where T : unmanaged
{
    public int Count => count;

    public int Classes => classes;

    public ReadOnlySpan<T> P(int row) => new(p + ((nint)row * classes), classes);

    public ReadOnlySpan<T> Q(int row) => new(q + ((nint)row * classes), classes);

    public double WeightOf(int row) => weights == null ? 1 : weights[row];
}
