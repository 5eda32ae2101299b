using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Files;

namespace KLDiv.Reports.Reading;

/// <summary>A side of the report, and how its numbers are to be taken.</summary>
/// <param name="Source">Its rows.</param>
/// <param name="Kind">What they hold.</param>
/// <param name="Option">The option by which users say that.</param>
internal sealed record ReportSide(RowSource Source, RowKind Kind, string Option)
{
    /// <summary>Why a row cannot be compared; null where it can.</summary>
    /// <param name="row">The row.</param>
    /// <param name="isNormalised">Whether a softmax is taken of it; otherwise log-probabilities are taken as they are.</param>
    public DataFileException? ProblemOf(long row, bool isNormalised)
    {
        double[] values = new double[Source.Support];
        Source.ReadDoubles(row * Source.Support, values, new RowBuffer());
        bool isProbs = Kind == RowKind.Probs;
        int odd = Array.FindIndex(values, value => double.IsNaN(value) || (isProbs && value < 0));
        if (odd >= 0)
        {
            return Problem(row, $"has {values[odd]} for class {odd}");
        }

        double largest = TensorPrimitives.Max<double>(values);
        int top = Array.IndexOf(values, largest);
        if (isNormalised)
        {
            double nothing = isProbs ? 0 : double.NegativeInfinity;
            return largest == nothing ? Problem(row, isProbs ? "has no probability above 0" : "has no finite logit, so there is no softmax of it")
                : double.IsPositiveInfinity(largest) ? Problem(row, $"has Infinity for class {top}, so there is no softmax of it")
                : null;
        }

        double most = isProbs ? Math.Exp(RowComparer.MostLogProbability) : RowComparer.MostLogProbability;
        return largest <= most ? null
            : Problem(row, $"has {largest} for class {top}, which is no {(isProbs ? "probability" : "log-probability")}; {Option} says what the file holds");
    }

    private DataFileException Problem(long row, string what) => new(Source.Name, $"row {row} {what}");
}
