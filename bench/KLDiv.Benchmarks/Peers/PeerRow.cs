using KLDiv.Benchmarks.Measuring;
using KLDiv.Benchmarks.Works;

namespace KLDiv.Benchmarks.Peers;

/// <summary>What one work took: everybody's samples are in nanoseconds a call.</summary>
internal sealed record PeerRow(string Type, Shape Shape, int Threads, string Work)
{
    public required Samples Ours { get; init; }

    public required Samples Limit { get; init; }

    /// <summary>Null where <c>TensorPrimitives</c> cannot do the work, or not on several threads.</summary>
    public Samples? Composed { get; init; }

    /// <summary>Null where there is no PyTorch, or it does not do the work.</summary>
    public Samples? Torch { get; init; }

    /// <summary>What a call of ours allocates.</summary>
    public required long AllocatedBytes { get; init; }

    public double TimesLimit => Ours.Median / Limit.Median;

    public double? FasterThanComposed => Composed?.Median / Ours.Median;

    public double? FasterThanTorch => Torch?.Median / Ours.Median;
}

/// <summary>By how many bytes resident memory rose at most during a call, results included; null where that is not known.</summary>
internal sealed record MemoryRow(string Type, Shape Shape, string Work, long? Ours, long? Limit, long? Composed, long? Torch);
