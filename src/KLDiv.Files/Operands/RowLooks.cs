using System.Numerics.Tensors;

namespace KLDiv.Files.Operands;

/// <summary>What a row looks like by its numbers alone.</summary>
internal static class RowLooks
{
    /// <summary>What it looks like; null where it looks like nothing that is known.</summary>
    /// <param name="row">The row.</param>
    /// <param name="tolerance">How far from 1 a sum may be.</param>
    public static RowKind? Of(ReadOnlySpan<double> row, double tolerance)
    {
        (double least, double largest) = (TensorPrimitives.Min(row), TensorPrimitives.Max(row));
        double[] exponentials = new double[row.Length];
        TensorPrimitives.Exp(row, exponentials);
        return least >= 0 && Math.Abs(TensorPrimitives.Sum(row) - 1) <= tolerance ? RowKind.Probs
            : largest <= tolerance && Math.Abs(TensorPrimitives.Sum<double>(exponentials) - 1) <= tolerance ? RowKind.LogProbs
            : least >= 0 && double.IsFinite(largest) && IsWhole(row) ? RowKind.Counts
            : double.IsFinite(largest) && (least < 0 || largest > Math.Exp(RowComparer.MostLogProbability)) ? RowKind.Logits
            : null;
    }

    /// <summary>What a kind is called in a sentence.</summary>
    public static string Noun(RowKind kind) => kind switch
    {
        RowKind.LogProbs => "log-probabilities",
        RowKind.Probs => "probabilities",
        RowKind.Counts => "counts",
        _ => "logits",
    };

    private static bool IsWhole(ReadOnlySpan<double> row)
    {
        foreach (double number in row)
        {
            if (!double.IsInteger(number))
            {
                return false;
            }
        }

        return true;
    }
}
