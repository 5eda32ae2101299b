using KLDiv.Files;
using KLDiv.Reports.Reading;
using KLDiv.Reports.State;

namespace KLDiv.Reports.Pass;

/// <summary>What all threads of a pass work with: both sides, what comes with their rows, and the state that they fill.</summary>
internal sealed class ReportData
{
    /// <summary>The powers of two by which weights are multiplied: 2^1023 is the largest number, and the largest weight is below 2^1024.</summary>
    private const int LeastExponent = -1024;

    private const int MostExponent = 1000;

    private readonly long[]? _labels;

    /// <param name="inputs">The sides.</param>
    /// <exception cref="DataFileException">Weights or labels cannot be read, or are not one a row.</exception>
    public ReportData(ReportInputs inputs)
    {
        Inputs = inputs;
        ReportOptions options = inputs.Options;
        RowSource target = inputs.Target.Source;
        long rows = target.Rows;
        double scale = 1;
        double[]? weights = options.Weights is null ? null : ScaledWeights(options.Weights.Beside(target), rows, inputs.Range, out scale);
        bool[]? mask = options.Mask?.Beside(target).ReadMask(rows, inputs.Range);
        _labels = options.Labels?.Beside(target).ReadLabels(rows, inputs.Range);
        State = new ReportState(inputs.Subject(scale), inputs.Range) { Names = options.ClassNames?.Read(target.Support) };
        State.MaskedRows = mask?.LongCount(isKept => !isKept) ?? 0;
        for (int i = 0; i < State.Weights?.Length; i++)
        {
            State.Weights[i] = mask?[i] == false ? 0 : weights?[i] ?? 1;
        }

        Comparer = new RowComparer(inputs.Comparison, State.Classes);
    }

    public ReportInputs Inputs { get; }

    /// <summary>Each row has its own places in it, which the thread that works on the row fills.</summary>
    public ReportState State { get; }

    /// <summary>Compares the rows of all threads.</summary>
    public RowComparer Comparer { get; }

    /// <summary>The weight of a row, at most 1.</summary>
    public double WeightOf(long row) => State.Weights is { } weights ? weights[row - State.Range.First] : 1;

    /// <summary>The weights of a run of rows; empty where all weigh 1.</summary>
    public ReadOnlySpan<double> WeightsOf(RowRange run) =>
        State.Weights is { } weights ? weights.AsSpan((int)(run.First - State.Range.First), (int)run.Count) : default;

    /// <summary>The true classes of a run of rows; <see cref="RowSource.NoLabel"/> where a row has none.</summary>
    /// <exception cref="DataFileException">One is no class.</exception>
    public void ReadLabels(RowRange run, Span<int> labels)
    {
        if (_labels is null)
        {
            Inputs.LabelSource!.ReadLabels(run.First, labels);
            return;
        }

        for (int i = 0; i < labels.Length; i++)
        {
            long label = _labels[run.First - State.Range.First + i];
            labels[i] = label < 0 || label == Inputs.Options.IgnoredLabel ? RowSource.NoLabel
                : label < State.Subject.Support ? (int)label
                : throw new DataFileException(
                    Inputs.Options.Labels!.Name,
                    $"has the label {label} for row {run.First + i}; it must be from 0 to {State.Subject.Support - 1}, or below 0 for a row without one (--ignore-index names another such number)");
        }
    }

    /// <summary>Weights times a power of two, a number itself, by which none in the whole column is above 1.</summary>
    private static double[] ScaledWeights(RowColumn column, long rows, RowRange range, out double scale)
    {
        double[] weights = column.ReadWeights(rows, range, out double largest);
        scale = largest > 0 ? Math.ScaleB(1, Math.Clamp(-1 - Math.ILogB(largest), LeastExponent, MostExponent)) : 1;
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] *= scale;
        }

        return weights;
    }
}
