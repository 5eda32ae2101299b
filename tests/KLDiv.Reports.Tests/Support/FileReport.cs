using KLDiv.Files;
using KLDiv.Reports.Pass;
using KLDiv.Reports.Reading;
using KLDiv.Reports.State;

namespace KLDiv.Reports.Tests;

/// <summary>A report on two files, as the command makes it.</summary>
internal sealed record FileReport
{
    public required string Input { get; init; }

    public required string Target { get; init; }

    public RowKind? InputKind { get; init; }

    public RowKind? TargetKind { get; init; }

    public DivergenceKind Divergence { get; init; }

    public double Beta { get; init; } = 0.5;

    public double Temperature { get; init; } = 1;

    public string? Weights { get; init; }

    public string? Mask { get; init; }

    public string? Labels { get; init; }

    public long? IgnoredLabel { get; init; }

    public bool Normalise { get; init; }

    public double Pseudocount { get; init; }

    public string? Names { get; init; }

    public int Top { get; init; } = 10;

    public int? Threads { get; init; }

    public RowRange? Range { get; init; }

    public ReportOptions Options => new()
    {
        InputKind = InputKind,
        TargetKind = TargetKind,
        Divergence = Divergence,
        Beta = Beta,
        Temperature = Temperature,
        Weights = Weights is null ? null : RowColumn.Open(Weights),
        Mask = Mask is null ? null : RowColumn.Open(Mask),
        Labels = Labels is null ? null : RowColumn.Open(Labels),
        IgnoredLabel = IgnoredLabel,
        Normalise = Normalise,
        Pseudocount = Pseudocount,
        ClassNames = Names is null ? null : ClassNames.Open(Names),
        Top = Top,
        MaxDegreeOfParallelism = Threads,
    };

    /// <summary>The state of the range.</summary>
    public static ReportState Measure(FileReport report, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        using RowSource input = RowSource.Open(report.Input);
        using RowSource target = RowSource.Open(report.Target);
        ReportOptions options = report.Options;
        options.Check();
        return ReportPass.Run(new ReportInputs(input, target, options, report.Range), progress, cancellation);
    }

    public static ReportFigures Figures(FileReport report, Action<ReadOnlySpan<double>>? divergences = null)
    {
        using RowSource input = RowSource.Open(report.Input);
        using RowSource target = RowSource.Open(report.Target);
        return Report.Run(input, target, divergences, report.Options);
    }

    public static void MakePart(
        FileReport report,
        Shard shard,
        string path,
        Action<string> tell,
        string? submission = null,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        using RowSource input = RowSource.Open(report.Input);
        using RowSource target = RowSource.Open(report.Target);
        ReportParts.Make(input, target, path, shard, report.Options with { Note = tell, Submission = submission }, progress, cancellation);
    }

    public static string Identify(FileReport report, int shards)
    {
        using RowSource input = RowSource.Open(report.Input);
        using RowSource target = RowSource.Open(report.Target);
        return ReportParts.Identify(input, target, shards, report.Options);
    }
}
