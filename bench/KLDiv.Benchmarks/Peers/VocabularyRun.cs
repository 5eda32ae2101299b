using KLDiv.Benchmarks.Measuring;
using KLDiv.Benchmarks.Works;

namespace KLDiv.Benchmarks.Peers;

/// <summary>
/// Divergences from logits over the largest vocabularies. A block of rows is in memory at a time and stands for all: whoever works on rows
/// goes over it again and again. PyTorch, which keeps what it computes between, is given as many rows as it has room for.
/// </summary>
internal sealed class VocabularyRun(Torch? torch, PeerResults results)
{
    /// <summary>Calls last seconds.</summary>
    private const int Rounds = 3;

    public static Shape Whole => new(8192, 128_256);

    public static Shape Block => new(256, Whole.Columns);

    private static int Blocks => Whole.Rows / Block.Rows;

    public void Measure()
    {
        using Operands<float> operands = new(Block);
        torch?.Load(operands);
        foreach (Work<float> work in WorkTable.Of<float>().Where(work => work.Name is WorkNames.Distillation or WorkNames.DistillationGradient))
        {
            Measure(work, operands);
        }
    }

    private void Measure(Work<float> work, Operands<float> operands)
    {
        KLDivergence.MaxDegreeOfParallelism = 1;
        torch?.UseThreads(1);
        operands.RenewDestinations();
        long? ourMemory = PeakMemory.Rise(() => OverBlocks(work.Ours, operands));
        int torchRows = Block.Rows * (torch is null ? 0 : torch.RepeatOperands(BlocksWithRoom(work.Torch!)));
        long? torchMemory = torch?.PeakMemory(work.Torch!);
        foreach (int threads in Machine.ThreadCounts)
        {
            Console.Error.WriteLine($"{work.Name}, {Whole}, {Words.Threads(threads)}; PyTorch on {torchRows} rows");
            KLDivergence.MaxDegreeOfParallelism = threads;
            torch?.UseThreads(threads);
            IReadOnlyList<Samples> samples = new Interleaved(Rounds, TimeSpan.FromMilliseconds(1)).Measure(
            [
                new LocalContender(() => OverBlocks(work.Ours, operands)),
                new LocalContender(() => OverBlocks(work.Limit, operands)),
                .. torch is null ? [] : new[] { torch.Contender(work.Torch!) },
            ]);
            results.Vocabularies.Add(new VocabularyRow(work.Name, threads)
            {
                Ours = samples[0].AnElement(Whole.Elements),
                Limit = samples[1].AnElement(Whole.Elements),
                Torch = torch is null ? null : samples[2].AnElement((long)torchRows * Whole.Columns),
                TorchRows = torchRows,
                OurMemory = ourMemory,
                TorchMemory = torchMemory,
            });
        }
    }

    private static double OverBlocks(Call<float> call, Operands<float> operands)
    {
        double sum = 0;
        for (int block = 0; block < Blocks; block++)
        {
            sum += call.Run(operands);
        }

        return sum / Blocks;
    }

    /// <summary>How many blocks of rows PyTorch can work on in half of the free memory, judged by one block.</summary>
    private int BlocksWithRoom(string expression)
    {
        const int Operands = 2;
        torch!.RepeatOperands(1);
        long aBlock = torch.PeakMemory(expression) + (Operands * Block.Elements * sizeof(float));
        return (int)Math.Clamp(Machine.FreeMemory() / 2 / aBlock, 1, Blocks);
    }
}
