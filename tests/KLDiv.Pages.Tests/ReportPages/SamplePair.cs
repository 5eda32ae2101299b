using KLDiv.Files;
using KLDiv.Reports;

namespace KLDiv.Pages.Tests.ReportPages;

/// <summary>The logits of two models, and the report about them.</summary>
internal sealed record SamplePair
{
    public required nint Support { get; init; }

    public required float[] Teacher { get; init; }

    public required float[] Student { get; init; }

    public double[]? Labels { get; init; }

    public double[]? Weights { get; init; }

    public string[]? Names { get; init; }

    public DivergenceKind Divergence { get; init; }

    public int Top { get; init; } = 10;

    public nint Rows => Teacher.Length / Support;

    /// <summary>The figures, of files that are called q4.npy and f16.npy.</summary>
    public ReportFigures Figures()
    {
        ReportOptions options = new()
        {
            InputKind = RowKind.Logits,
            TargetKind = RowKind.Logits,
            Divergence = Divergence,
            Labels = Labels is null ? null : RowColumn.FromMemory(Labels),
            Weights = Weights is null ? null : RowColumn.FromMemory(Weights),
            ClassNames = Names is null ? null : ClassNames.FromMemory(Names),
            Top = Top,
            MaxDegreeOfParallelism = 1,
        };
        return Report.Run(Source("runs/q4.npy", Student), Source("runs/f16.npy", Teacher), options: options);
    }

    private RowSource Source(string name, float[] logits) => RowSource.FromArray(logits, [Rows, Support], new() { Name = name });
}
