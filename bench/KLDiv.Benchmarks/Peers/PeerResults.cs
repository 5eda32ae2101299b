using KLDiv.Benchmarks.Measuring;

namespace KLDiv.Benchmarks.Peers;

/// <summary>Everything that a run measured, and on what.</summary>
internal sealed record PeerResults
{
    public List<PeerRow> Rows { get; } = [];

    public List<MemoryRow> Memory { get; } = [];

    public List<VocabularyRow> Vocabularies { get; } = [];

    public List<ExactnessRow> Exactness { get; } = [];

    /// <summary>What PyTorch does not do, with its reasons.</summary>
    public SortedSet<string> TorchRefusals { get; } = new(StringComparer.Ordinal);

    /// <summary>Names and values.</summary>
    public required IReadOnlyList<(string Name, string Value)> Facts { get; init; }

    /// <summary>Null where PyTorch took part.</summary>
    public required string? TorchAbsence { get; init; }

    public string Fact(string name) => Facts.First(fact => string.Equals(fact.Name, name, StringComparison.Ordinal)).Value;

    /// <summary>On what and with what it was measured; how it was repeated.</summary>
    public static IReadOnlyList<(string Name, string Value)> FactsOf(Interleaved plan, string torch) =>
    [
        ("processor", Machine.Processor),
        ("processors in use", $"{Environment.ProcessorCount}"),
        ("vectors", $"{Machine.VectorBits} bits" + (Machine.Switches is [] ? "" : $" ({string.Join(", ", Machine.Switches)})")),
        ("memory", $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB"),
        ("system", System.Runtime.InteropServices.RuntimeInformation.OSDescription),
        ("runtime", $"{Machine.Runtime}, optimised without profiles (`TieredPGO` off)"),
        ("System.Numerics.Tensors", Machine.TensorsVersion),
        ("PyTorch", torch),
        ("commit", Checkout.Commit()),
        ("date", DateTime.UtcNow.ToString("yyyy-MM-dd")),
        ("load before", Machine.Load() is { } load ? $"{load:0.00} processors" : "unknown"),
        ("rounds", $"{plan.Rounds}, samples of {plan.SampleTime.TotalMilliseconds:0} ms or one call"),
    ];
}
