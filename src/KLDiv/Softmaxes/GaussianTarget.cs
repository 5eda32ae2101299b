using System.Numerics;
using KLDiv.Memory;
using KLDiv.Softmaxes;

namespace KLDiv;

/// <summary>Spreads real values as label distributions: the mass of a normal density around each value, bin by bin.</summary>
/// <remarks>
/// The target of a value v in the bin from e_k to e_k+1 is (Φ((e_k+1 - v) / s) - Φ((e_k - v) / s)) over the sum of these, Φ being the normal distribution function and s the
/// standard deviation: a normal distribution within the outer edges, integrated and not sampled, each row of sum 1. Masses keep their digits in the tails
/// (12 of them in bins as narrow as a thousandth of s), and a value may lie outside the edges at any distance.
/// Source: B.-B. Gao et al., Deep Label Distribution Learning with Label Ambiguity, IEEE Transactions on Image Processing 26 (2017).
/// </remarks>
public static class GaussianTarget
{
    /// <summary>The label distribution of each value.</summary>
    /// <param name="values">The values, one a row.</param>
    /// <param name="edges">The edges of the bins, ascending: one more than there are bins. The outer ones may be infinite.</param>
    /// <param name="deviation">The standard deviation s, in the unit of the values.</param>
    /// <param name="destination">The rows one after another, each with a number a bin.</param>
    /// <exception cref="ArgumentException">
    /// There are fewer than two edges, they do not ascend, a value is not finite, or the destination does not have one element for each bin of each value.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The deviation is not positive and finite.</exception>
    /// <exception cref="NotSupportedException">The element type is none of float, double and Half.</exception>
    public static void Fill<T>(ReadOnlySpan<double> values, ReadOnlySpan<double> edges, double deviation, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        OperandTypes.Of<T>();
        Check(values, edges, deviation);
        int bins = edges.Length - 1;
        if (destination.Length != (long)bins * values.Length)
        {
            throw new ArgumentException(
                $"destination has {destination.Length} elements, {values.Length} values in {bins} bins ask for {(long)bins * values.Length}.", nameof(destination));
        }

        for (int row = 0; row < values.Length; row++)
        {
            Fill(values[row], edges, deviation, destination.Slice(row * bins, bins));
        }
    }

    private static void Fill<T>(double value, ReadOnlySpan<double> edges, double deviation, Span<T> row)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        NormalMass mass = new(value, deviation, edges);
        double sum = 0;
        for (int bin = 0; bin < row.Length; bin++)
        {
            sum += mass.Between(edges[bin], edges[bin + 1]);
        }

        if (!(sum > 0))
        {
            // Further away than the type of the numbers can tell: all of the mass is where the bins begin.
            row.Clear();
            row[value < edges[0] ? 0 : ^1] = T.One;
            return;
        }

        for (int bin = 0; bin < row.Length; bin++)
        {
            row[bin] = T.CreateTruncating(mass.Between(edges[bin], edges[bin + 1]) / sum);
        }
    }

    private static void Check(ReadOnlySpan<double> values, ReadOnlySpan<double> edges, double deviation)
    {
        if (!(deviation > 0) || !double.IsFinite(deviation * Math.Sqrt(2)))
        {
            throw new ArgumentOutOfRangeException(nameof(deviation), deviation, "The deviation must be positive and finite, also times the root of 2.");
        }

        if (edges.Length < 2)
        {
            throw new ArgumentException($"There are {edges.Length} edges; a bin needs two.", nameof(edges));
        }

        for (int i = 1; i < edges.Length; i++)
        {
            if (!(edges[i - 1] < edges[i]))
            {
                throw new ArgumentException($"edges[{i}] is {edges[i]}, edges[{i - 1}] is {edges[i - 1]}; edges must ascend.", nameof(edges));
            }
        }

        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                throw new ArgumentException($"values[{i}] is {values[i]}; it must be finite.", nameof(values));
            }
        }
    }
}
