using System.Numerics;
using System.Numerics.Tensors;

namespace KLDiv.Files.Loss;

/// <summary>What a row looks like by its numbers alone.</summary>
internal static class RowLooks
{
    /// <summary>What it looks like, in the words of the command's options; null where it looks like nothing that is known.</summary>
    /// <param name="row">The row.</param>
    /// <param name="tolerance">How far from 1 a sum may be.</param>
    public static string? Of<T>(ReadOnlySpan<T> row, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] numbers = new double[row.Length];
        TensorPrimitives.ConvertTruncating(row, numbers);
        (double least, double largest) = (TensorPrimitives.Min<double>(numbers), TensorPrimitives.Max<double>(numbers));
        double sum = TensorPrimitives.Sum<double>(numbers);
        bool isWhole = Array.TrueForAll(numbers, double.IsInteger);
        TensorPrimitives.Exp<double>(numbers, numbers);
        double sumOfExponentials = TensorPrimitives.Sum<double>(numbers);
        return least >= 0 && Math.Abs(sum - 1) <= tolerance ? RowKind.Probs.Name()
            : largest <= tolerance && Math.Abs(sumOfExponentials - 1) <= tolerance ? RowKind.LogProbs.Name()
            : isWhole && least >= 0 ? "counts"
            : least < 0 ? RowKind.Logits.Name()
            : null;
    }
}
