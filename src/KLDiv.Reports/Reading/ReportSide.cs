using System.Numerics.Tensors;
using KLDiv.Files;

namespace KLDiv.Reports.Reading;

/// <summary>A side of the report, and how its numbers are to be taken.</summary>
/// <param name="rule">Its rows, what they hold, and what they must be.</param>
/// <param name="isNormalised">Whether a softmax is taken of a row, of probabilities and counts of their logarithms; otherwise it is taken as it is.</param>
/// <param name="pseudocount">What is added to each count.</param>
internal sealed class ReportSide(DistributionRule rule, bool isNormalised, double pseudocount)
{
    public RowSource Source => rule.Source;

    public RowKind Kind => rule.Kind;

    public bool IsNormalised => isNormalised;

    public double Pseudocount => pseudocount;

    /// <summary>Whether the numbers are no logarithms yet.</summary>
    public bool IsLinear => Kind is RowKind.Probs or RowKind.Counts;

    /// <summary>Whether it is for the numbers themselves to sum to 1.</summary>
    public bool HasSum => rule.HasSum;

    /// <summary>Whether a sum of a row's probabilities is that of a distribution.</summary>
    public bool AllowsSum(double sum) => rule.AllowsSum(sum);

    /// <summary>Whether a sum is below 1 only because classes were left out.</summary>
    public bool IsCutShort(double sum) => rule.IsCutShort(sum);

    /// <summary>Why a row cannot be compared; null where it can.</summary>
    public DataFileException? ProblemOf(long row)
    {
        double[] values = Read(row);
        RowMeasure measured = new(
            values.Contains(double.NaN) ? double.NaN : TensorPrimitives.Min<double>(values),
            TensorPrimitives.Max<double>(values),
            0);
        if (!rule.IsInRange(measured, isNormalised))
        {
            return Unlike(row, measured, values);
        }

        double nothing = IsLinear ? -pseudocount : double.NegativeInfinity;
        return !isNormalised ? null
            : measured.Largest == nothing ? Problem(row, IsLinear ? $"has no {rule.Noun} above 0" : $"has no finite {rule.Noun}, so there is no softmax of it")
            : double.IsPositiveInfinity(measured.Largest) ? Problem(row, $"has Infinity for class {Array.IndexOf(values, measured.Largest)}, so there is no softmax of it")
            : null;
    }

    /// <summary>What is wrong with a row whose sum is not 1.</summary>
    public DataFileException ProblemOf(long row, double sum)
    {
        double[] values = Read(row);
        return Unlike(row, new(TensorPrimitives.Min<double>(values), TensorPrimitives.Max<double>(values), sum), values);
    }

    private double[] Read(long row)
    {
        double[] values = new double[Source.Support];
        Source.ReadDoubles(row * Source.Support, values, new RowBuffer());
        return values;
    }

    private DataFileException Unlike(long row, in RowMeasure measured, double[] values)
    {
        string what = rule.Describe(row, measured, values);
        return new(Source.Name, rule.AdviceOn(values).Advice is { } advice ? $"{what}; {advice}" : what);
    }

    private DataFileException Problem(long row, string what) => new(Source.Name, $"row {row} {what}");
}
