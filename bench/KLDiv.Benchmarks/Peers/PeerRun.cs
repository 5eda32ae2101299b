using System.Numerics;
using KLDiv.Benchmarks.Measuring;
using KLDiv.Benchmarks.Works;

namespace KLDiv.Benchmarks.Peers;

/// <summary>Measures every work of the table, for every element type, shape and number of threads.</summary>
/// <param name="plan">How the repeats take turns.</param>
/// <param name="shapes">The shapes, the largest first.</param>
/// <param name="torch">PyTorch, where it is.</param>
/// <param name="results">Where the rows go.</param>
internal sealed class PeerRun(Interleaved plan, IReadOnlyList<Shape> shapes, Torch? torch, PeerResults results)
{
    /// <summary>How far results of those that do the same work may be apart: float sums of many elements are.</summary>
    private const double Tolerance = 0.01;

    private const int MostCallsForAllocation = 100;

    private const long ElementsForAllocation = 1_000_000;

    private static readonly TimeSpan s_warmUpForATypeEach = TimeSpan.FromSeconds(1), s_warmUpForAShapeEach = TimeSpan.FromMilliseconds(20);

    public void Measure<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        WarmUp<T>();
        foreach (Shape shape in shapes)
        {
            using Operands<T> operands = new(shape);
            torch?.Load(operands);
            IReadOnlyList<Work<T>> works = [.. WorkTable.Of<T>().Select(work => TorchDoes(work, operands) ? work : work with { Torch = null })];
            if (shape == shapes[0])
            {
                MeasureMemory(works, operands);
            }

            foreach (int threads in Machine.ThreadCounts)
            {
                Console.Error.WriteLine($"{typeof(T).Name} {shape}, {Words.Threads(threads)}");
                KLDivergence.MaxDegreeOfParallelism = threads;
                torch?.UseThreads(threads);
                Measure(works, operands, threads);
            }
        }
    }

    /// <summary>On as little data as threads share, since that goes fast; what is compiled for it serves all shapes, profiles being off.</summary>
    private static void WarmUp<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using Operands<T> operands = new(Shape.Shared);
        IContender[] contenders = [.. WorkTable.Of<T>().SelectMany(Local).Distinct().Select(call => call.On(operands))];
        foreach (int threads in Machine.ThreadCounts)
        {
            KLDivergence.MaxDegreeOfParallelism = threads;
            Interleaved.WarmUp(contenders, s_warmUpForATypeEach);
        }
    }

    private void Measure<T>(IReadOnlyList<Work<T>> works, Operands<T> operands, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // A limit serves several works: it takes one turn a round. The composed passes have one thread: they are measured with the others that do.
        Dictionary<object, IContender> contenders = [];
        foreach (Work<T> work in works)
        {
            foreach (Call<T> call in Local(work).Where(call => threads == 1 || call != work.Composed))
            {
                contenders.TryAdd(call, call.On(operands));
            }

            if (work.Torch is not null)
            {
                contenders.TryAdd(work.Torch, torch!.Contender(work.Torch));
            }
        }

        // Small shapes take other ways through the code than large ones.
        Interleaved.WarmUp([.. contenders.Values.OfType<LocalContender>()], s_warmUpForAShapeEach);
        IReadOnlyList<Samples> measured = plan.Measure([.. contenders.Values]);
        Dictionary<object, Samples> samples = contenders.Keys.Zip(measured).ToDictionary(pair => pair.First, pair => pair.Second);
        int callsForAllocation = (int)Math.Clamp(ElementsForAllocation / operands.Shape.Elements, 1, MostCallsForAllocation);
        foreach (Work<T> work in works)
        {
            results.Rows.Add(new PeerRow(Words.Type<T>(), operands.Shape, threads, work.Name)
            {
                Ours = samples[work.Ours],
                Limit = samples[work.Limit],
                Composed = work.Composed is null ? null : samples.GetValueOrDefault(work.Composed),
                Torch = work.Torch is null ? null : samples[work.Torch],
                AllocatedBytes = Allocation.Bytes(() => work.Ours.Run(operands), callsForAllocation),
            });
        }
    }

    private void MeasureMemory<T>(IReadOnlyList<Work<T>> works, Operands<T> operands)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        KLDivergence.MaxDegreeOfParallelism = 1;
        foreach (Work<T> work in works)
        {
            results.Memory.Add(new MemoryRow(
                Words.Type<T>(), operands.Shape, work.Name, Rise(work.Ours), Rise(work.Limit), Rise(work.Composed),
                work.Torch is null ? null : torch!.PeakMemory(work.Torch)));
        }

        long? Rise(Call<T>? call)
        {
            operands.RenewDestinations();
            return call is null ? null : PeakMemory.Rise(() => call.Run(operands));
        }
    }

    /// <summary>Also sees to it that the others compute the same.</summary>
    private bool TorchDoes<T>(Work<T> work, Operands<T> operands)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double ours = work.Ours.Run(operands);
        if (work.Composed is not null)
        {
            RequireSame(work.Name, ours, "TensorPrimitives", work.Composed.Run(operands));
        }

        if (torch is null || work.Torch is null)
        {
            return false;
        }

        double theirs;
        try
        {
            theirs = torch.Value(work.Torch);
        }
        catch (PeerException refusal)
        {
            results.TorchRefusals.Add($"{Words.Type<T>()}, {work.Name}: {refusal.Message}");
            return false;
        }

        RequireSame(work.Name, ours, "PyTorch", theirs);
        return true;
    }

    private static IEnumerable<Call<T>> Local<T>(Work<T> work)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        work.Composed is null ? [work.Ours, work.Limit] : [work.Ours, work.Limit, work.Composed];

    private static void RequireSame(string work, double ours, string peer, double theirs)
    {
        if (!(Math.Abs(theirs - ours) <= Tolerance * Math.Abs(ours)))
        {
            throw new InvalidOperationException($"{work}: {peer} gives {theirs} where ours is {ours}; they do not do the same work.");
        }
    }
}
