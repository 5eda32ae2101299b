using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Regression.Bins;

namespace KLDiv.Regression;

public sealed partial class Binning
{
    /// <summary>More bins than anybody means.</summary>
    private const int Most = 1 << 20;

    /// <summary>Bins of one width between two ends.</summary>
    /// <param name="low">Where the first bin begins.</param>
    /// <param name="high">Where the last one ends.</param>
    /// <param name="count">How many bins; from 1 to 1,048,576.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no bins or too many, or an end is not finite, or the ends are not a finite number apart, or the
    /// edges cannot be told apart in double precision.</exception>
    public static Binning Between(double low, double high, int count)
    {
        CheckCount(count);
        if (!double.IsFinite(low) || !double.IsFinite(high - low))
        {
            throw new ArgumentOutOfRangeException(nameof(high), high, $"The ends, of which the other is {low}, must be finite, and a finite number apart.");
        }

        Fraction first = Fraction.OfDecimal(low), width = (Fraction.OfDecimal(high) - first) / count;
        double[] edges = EdgesOf(first, width, count);
        return FirstWrong(edges) < 0
            ? new Binning(edges, width.ToDouble(), values: null)
            : throw new ArgumentOutOfRangeException(nameof(high), high, $"{count} bins from {low} have edges that cannot be told apart in double precision.");
    }

    /// <summary>A bin for each of some values, which parts it from its neighbours in the middle between them, and is named by it.</summary>
    /// <param name="values">At least one, each a finite number above the one before it.</param>
    /// <exception cref="ArgumentException">The values are not so.</exception>
    public static Binning OfValues(params ReadOnlySpan<double> values)
    {
        double[] own = values.ToArray();
        if (own.Length is 0 or > Most || !TensorPrimitives.IsFiniteAll(values) || (own.Length > 1 && FirstWrong(own) >= 0))
        {
            throw new ArgumentException($"There must be from 1 to {Most} values, each a finite number above the one before it.", nameof(values));
        }

        double[] edges = new double[own.Length + 1];
        for (int i = 1; i < own.Length; i++)
        {
            edges[i] = MiddleOf(own[i - 1], own[i]);
        }

        // The ends are as far from their values as the nearest edge is; alone, a value stands in a bin that is wide enough to be told apart at any size.
        double alone = Math.Max(0.5, Math.Abs(own[0]) * 1e-6);
        edges[0] = own.Length == 1 ? own[0] - alone : Mirrored(own[0], edges[1]);
        edges[^1] = own.Length == 1 ? own[0] + alone : Mirrored(own[^1], edges[^2]);
        return OfNamed(edges, own);
    }

    /// <summary>The fewest bins of a width, beginning at a multiple of it, that hold every value.</summary>
    /// <param name="values">At least one, all finite.</param>
    /// <param name="width">Of each bin.</param>
    /// <exception cref="ArgumentException">There is no value, one is not finite, or there would be more than 1,048,576 bins.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The width is not a finite number above 0.</exception>
    public static Binning Covering(ReadOnlySpan<double> values, double width)
    {
        if (values.IsEmpty || !TensorPrimitives.IsFiniteAll(values))
        {
            throw new ArgumentException(values.IsEmpty ? "There is no value to cover." : "A value is not finite.", nameof(values));
        }

        var unit = Fraction.OfDecimal(new Binning(0, width, 1).Width);
        BigInteger first = Fraction.FloorOfQuotient(Fraction.OfDecimal(TensorPrimitives.Min(values)), unit);
        BigInteger count = Fraction.FloorOfQuotient(Fraction.OfDecimal(TensorPrimitives.Max(values)), unit) - first + 1;
        return count <= Most
            ? new Binning((first * unit).ToDouble(), width, (int)count)
            : throw new ArgumentException($"The values take {count} bins of width {width}; {Most} are possible.", nameof(width));
    }

    /// <summary>Bins between edges, of which some are of one value each.</summary>
    /// <param name="edges">As for <see cref="Binning(ReadOnlySpan{double})"/>.</param>
    /// <param name="values">For each bin the value that it is of; NaN where it is of a range.</param>
    /// <exception cref="ArgumentException">The edges are not as they must be, or a value does not lie in its bin.</exception>
    internal static Binning OfNamed(ReadOnlySpan<double> edges, double[] values)
    {
        Binning bins = new(CheckedEdges(edges), width: null, values);
        if (values.Length != bins.Count)
        {
            throw new ArgumentException($"There are {values.Length} values and {bins.Count} bins; they must be equal.", nameof(values));
        }

        for (int bin = 0; bin < values.Length; bin++)
        {
            if (!double.IsNaN(values[bin]) && (values[bin] < bins.Low || values[bin] > bins.High || bins.NearestIndexOf(values[bin]) != bin))
            {
                throw new ArgumentException($"The value {values[bin]} does not lie in its bin, from {edges[bin]} to {edges[bin + 1]}.", nameof(values));
            }
        }

        return Array.TrueForAll(values, double.IsNaN) ? new Binning(edges) : bins;
    }

    /// <summary>The middle between two numbers as decimals; above the lower one, however near they are.</summary>
    internal static double MiddleOf(double low, double high)
    {
        double middle = ((Fraction.OfDecimal(low) + Fraction.OfDecimal(high)) / 2).ToDouble();
        return middle > low ? middle : high;
    }

    private static double Mirrored(double value, double edge)
    {
        double mirrored = ((2 * Fraction.OfDecimal(value)) - Fraction.OfDecimal(edge)).ToDouble();
        return mirrored != value && double.IsFinite(mirrored) ? mirrored : edge > value ? Math.BitDecrement(value) : Math.BitIncrement(value);
    }

    private static void CheckCount(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Most);
    }

    private static double[] EdgesOf(Fraction low, Fraction width, int count)
    {
        // Over one denominator, so that each edge is a sum of whole numbers.
        (low, width) = (low + (0 * width), width + (0 * low));
        double[] edges = new double[count + 1];
        for (int i = 0; i < edges.Length; i++)
        {
            edges[i] = (low + (i * width)).ToDouble();
        }

        return edges;
    }

    private static double[] CheckedEdges(ReadOnlySpan<double> edges)
    {
        if (edges.Length < 2)
        {
            throw new ArgumentException($"Bins need at least 2 edges; there are {edges.Length}.", nameof(edges));
        }

        return FirstWrong(edges) is var i && i < 0 ? edges.ToArray() : throw new ArgumentException(
            $"edges[{i}] is {edges[i]}{(i > 0 ? $" after {edges[i - 1]}" : "")}; edges must be finite (but for -inf as the first and inf as the last), each a finite number above the one before it.",
            nameof(edges));
    }

    /// <summary>The first of the edges that is none; -1 where all are edges.</summary>
    private static int FirstWrong(ReadOnlySpan<double> edges)
    {
        for (int i = 0; i < edges.Length; i++)
        {
            bool isEnd = (i == 0 && double.IsNegativeInfinity(edges[i])) || (i == edges.Length - 1 && double.IsPositiveInfinity(edges[i]));
            bool follows = i == 0 || (edges[i] > edges[i - 1] && (isEnd || double.IsNegativeInfinity(edges[i - 1]) || double.IsFinite(edges[i] - edges[i - 1])));
            if ((!isEnd && !double.IsFinite(edges[i])) || !follows)
            {
                return i;
            }
        }

        return -1;
    }
}
