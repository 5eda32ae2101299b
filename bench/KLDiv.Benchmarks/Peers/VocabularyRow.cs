using KLDiv.Benchmarks.Measuring;

namespace KLDiv.Benchmarks.Peers;

/// <summary>What a work took over more rows than PyTorch has memory for: samples are in nanoseconds an element.</summary>
internal sealed record VocabularyRow(string Work, int Threads)
{
    public required Samples Ours { get; init; }

    public required Samples Limit { get; init; }

    /// <summary>Null where there is no PyTorch.</summary>
    public Samples? Torch { get; init; }

    /// <summary>On how many rows PyTorch was measured.</summary>
    public required int TorchRows { get; init; }

    /// <summary>By how many bytes resident memory rose at most during our call; null where that is not known.</summary>
    public long? OurMemory { get; init; }

    /// <summary>The same for PyTorch.</summary>
    public long? TorchMemory { get; init; }

    public double TimesLimit => Ours.Median / Limit.Median;

    public double? FasterThanTorch => Torch?.Median / Ours.Median;
}
