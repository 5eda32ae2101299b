using System.Numerics.Tensors;
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
        using TemporaryFolder folder = new();
        ReportOptions options = new()
        {
            Input = Write(folder.File("q4.npy"), Student, Rows, Support),
            Target = Write(folder.File("f16.npy"), Teacher, Rows, Support),
            InputKind = RowKind.Logits,
            TargetKind = RowKind.Logits,
            Divergence = Divergence,
            Labels = Labels is null ? null : Write(folder.File("labels.npy"), Labels, Rows),
            Weights = Weights is null ? null : Write(folder.File("weights.npy"), Weights, Rows),
            Top = Top,
            Threads = 1,
        };
        ReportState state = Report.Measure(options);
        state.Names = Names;
        return Report.Finish(state) with { Input = "runs/q4.npy", Target = "runs/f16.npy" };
    }

    private static string Write<T>(string path, T[] values, params nint[] lengths)
        where T : unmanaged
    {
        NpyFile.Write(path, new ReadOnlyTensorSpan<T>(values, lengths, []));
        return path;
    }
}
