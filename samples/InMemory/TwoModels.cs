using KLDiv.Files;
using KLDiv.Reports;

namespace KLDiv.Samples.InMemory;

/// <summary>A model and its quantised copy: logits of 2,000 tokens over a vocabulary of 500.</summary>
internal sealed class TwoModels
{
    private const int Tokens = 2_000, Vocabulary = 500;

    private readonly float[] _original = new float[Tokens * Vocabulary];

    public TwoModels(int seed)
    {
        Random random = new(seed);
        for (int i = 0; i < _original.Length; i++)
        {
            // Normal, by Box and Muller.
            _original[i] = 3 * MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle())) * MathF.Cos(2 * MathF.PI * random.NextSingle());
        }
    }

    /// <summary>Compares a model that is asked for its rows when they are needed with one whose logits are there.</summary>
    public void Report()
    {
        using RowSource original = Original(), quantised = Quantised();
        ReportFigures figures = Reports.Report.Run(quantised, original);
        Console.WriteLine($"report: mean KL {figures.Mean:F6} nats, the same top class in {figures.SameTop.Value:P1} of {Tokens} rows");
    }

    /// <summary>The same in two parts, which two machines could make, and joined to the same figures.</summary>
    public void ReportInShards()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        string[] parts = [Path.Combine(folder, "1.part"), Path.Combine(folder, "2.part")];
        for (int i = 0; i < parts.Length; i++)
        {
            using RowSource original = Original(), quantised = Quantised();
            ReportParts.Make(quantised, original, parts[i], new Shard(i + 1, parts.Length));
        }

        Console.WriteLine($"shards: mean KL {ReportParts.Merge(parts).Mean:F6} nats from {parts.Length} parts");
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Adds up the loss batch by batch, and goes on from what was written down in the middle.</summary>
    public void Checkpoint()
    {
        float[] quantised = new float[_original.Length];
        Quantise(0, quantised);
        DistillationAccumulator whole = new(), first = new();
        whole.Add<float, float>(quantised, _original, lengths: [Tokens, Vocabulary]);

        const int Half = Tokens / 2 * Vocabulary;
        first.Add<float, float>(quantised.AsSpan(0, Half), _original.AsSpan(0, Half), lengths: [Tokens / 2, Vocabulary]);
        DistillationAccumulator second = DistillationAccumulator.FromBytes(first.ToBytes());
        second.Add<float, float>(quantised.AsSpan(Half), _original.AsSpan(Half), lengths: [Tokens / 2, Vocabulary]);
        Console.WriteLine($"checkpoint: mean loss {second.Mean:F6} nats, {(second.Mean == whole.Mean ? "the same" : "another")} as in one pass");
    }

    private RowSource Original() => RowSource.FromArray(_original, [Tokens, Vocabulary], new() { Name = "original", Kind = RowKind.Logits });

    private RowSource Quantised() =>
        RowSource.FromFunction<float>(Quantise, [Tokens, Vocabulary], isSequential: false, new() { Name = "quantised", Kind = RowKind.Logits });

    /// <summary>The rows of the quantised model from one on: here the others in steps of a quarter.</summary>
    private void Quantise(long first, Span<float> rows)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = MathF.Round(_original[(first * Vocabulary) + i] * 4) / 4;
        }
    }
}
