using System.Numerics.Tensors;
using MathNet.Numerics;

namespace KLDiv.Regression;

/// <summary>
/// Bins that follow one another over a range of values, bin i from Edge(i) up to but not including Edge(i + 1): the support of a distribution of a
/// number that is known one value at a time.
/// </summary>
public sealed class Binning
{
    /// <summary>Further than so many bandwidths from a value less than 1e-17 of a normal density is left.</summary>
    private const double Reach = 8.5;

    private readonly double[]? _edges;
    private readonly double _width;

    /// <summary>Bins of one width, from a low end on.</summary>
    /// <param name="low">Where the first bin begins.</param>
    /// <param name="width">Of each bin.</param>
    /// <param name="count">How many bins; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The low end is not finite, the width is not a finite number above 0, there are no bins, or the
    /// edges are not finite, nor a finite number apart, or cannot be told apart in double precision.</exception>
    public Binning(double low, double width, int count)
    {
        if (!double.IsFinite(low))
        {
            throw new ArgumentOutOfRangeException(nameof(low), low, "The low end must be finite.");
        }

        if (!double.IsFinite(width) || width <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(width), width, "The width must be a finite number above 0.");
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        double high = low + (count * width);
        if (!double.IsFinite(high - low) || low + width <= low || high - width >= high)
        {
            throw new ArgumentOutOfRangeException(
                nameof(width), width, $"{count} bins of this width from {low} have edges that are not finite or cannot be told apart in double precision.");
        }

        Low = low;
        High = high;
        _width = width;
        Count = count;
    }

    /// <summary>Bins between edges.</summary>
    /// <param name="edges">At least two, finite, each a finite number above the one before it; the bins are one fewer.</param>
    /// <exception cref="ArgumentException">The edges are not so; the message names the first that is wrong.</exception>
    public Binning(ReadOnlySpan<double> edges)
    {
        if (edges.Length < 2)
        {
            throw new ArgumentException($"Bins need at least 2 edges; there are {edges.Length}.", nameof(edges));
        }

        for (int i = 0; i < edges.Length; i++)
        {
            if (!double.IsFinite(edges[i]) || (i > 0 && (edges[i] <= edges[i - 1] || !double.IsFinite(edges[i] - edges[i - 1]))))
            {
                throw new ArgumentException(
                    $"edges[{i}] is {edges[i]}{(i > 0 ? $" after {edges[i - 1]}" : "")}; edges must be finite, each a finite number above the one before it.", nameof(edges));
            }
        }

        _edges = edges.ToArray();
        Low = edges[0];
        High = edges[^1];
        Count = edges.Length - 1;
    }

    /// <summary>Where the first bin begins.</summary>
    public double Low { get; }

    /// <summary>Where the last bin ends.</summary>
    public double High { get; }

    /// <summary>Whether the bins have one width, and were made so.</summary>
    public bool IsUniform => _edges is null;

    /// <summary>The width of every bin.</summary>
    /// <exception cref="InvalidOperationException">The bins were made from edges (<see cref="IsUniform"/>); <see cref="WidthOf"/> tells theirs.</exception>
    public double Width => IsUniform ? _width : throw new InvalidOperationException("The bins have no common width; WidthOf tells that of each.");

    /// <summary>The number of bins.</summary>
    public int Count { get; }

    /// <summary>The fewest bins of a width, beginning at a multiple of it, that hold every value.</summary>
    /// <param name="values">At least one, all finite.</param>
    /// <param name="width">Of each bin.</param>
    /// <exception cref="ArgumentException">There is no value, one is not finite, or the bins would be more than an array can count.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The width is not a finite number above 0.</exception>
    public static Binning Covering(ReadOnlySpan<double> values, double width)
    {
        if (values.IsEmpty || !TensorPrimitives.IsFiniteAll(values))
        {
            throw new ArgumentException(values.IsEmpty ? "There is no value to cover." : "A value is not finite.", nameof(values));
        }

        var unit = new Binning(0, width, 1);
        double low = unit.Width * Math.Floor(TensorPrimitives.Min(values) / unit.Width);
        if (low > TensorPrimitives.Min(values))
        {
            // The quotient was rounded up to a whole number.
            low -= unit.Width;
        }

        double count = Math.Floor((TensorPrimitives.Max(values) - low) / unit.Width) + 1;
        return count <= Array.MaxLength
            ? new Binning(low, width, (int)count)
            : throw new ArgumentException($"The values take {count} bins of width {width}; {Array.MaxLength} are possible.", nameof(width));
    }

    /// <summary>Where bin <paramref name="index"/> begins; at <see cref="Count"/>, where the last one ends.</summary>
    public double Edge(int index) => _edges is null ? Low + (index * _width) : _edges[index];

    /// <summary>The middle of bin <paramref name="index"/>.</summary>
    public double Middle(int index) => _edges is null ? Low + ((index + 0.5) * _width) : (0.5 * _edges[index]) + (0.5 * _edges[index + 1]);

    /// <summary>The width of bin <paramref name="index"/>.</summary>
    public double WidthOf(int index) => _edges is null ? _width : _edges[index + 1] - _edges[index];

    /// <summary>The bin that a value lies in.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It lies in none.</exception>
    public int IndexOf(double value)
    {
        double index = Position(value);
        return index >= 0 && index < Count
            ? (int)index
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"The bins reach from {Low} up to {High}.");
    }

    /// <summary>The bin that a value lies in, and for one that lies in none the bin at that end; so the last bin has its upper edge too.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN.</exception>
    public int NearestIndexOf(double value) => double.IsNaN(value)
        ? throw new ArgumentOutOfRangeException(nameof(value), value, "The value is not a number.")
        : (int)Math.Clamp(Position(value), 0, Count - 1);

    /// <summary>For each value a distribution that is all in its bin: the targets of a fit.</summary>
    /// <returns>[values, bins].</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value lies in no bin.</exception>
    public Tensor<double> OneHot(ReadOnlySpan<double> values)
    {
        double[] result = new double[checked(values.Length * Count)];
        for (int row = 0; row < values.Length; row++)
        {
            result[(row * Count) + IndexOf(values[row])] = 1;
        }

        return Tensor.Create(result, [values.Length, Count]);
    }

    /// <summary>
    /// The distribution of a value that is known up to a normal error: each bin gets Φ((upper edge - value) / h) - Φ((lower edge - value) / h), and the
    /// bins at the ends get what lies beyond them, so that the sum is 1.
    /// </summary>
    /// <remarks>
    /// The convention is that of <see cref="GaussianTarget"/> with outer edges that are infinite. A mass is the difference of Φ at two edges, so what is less
    /// than the rounding of 1 in the upper tail is 0, as the published figures of nearest neighbours have it.
    /// </remarks>
    /// <param name="value">The value, which may lie outside the bins; then it counts in the bin at that end.</param>
    /// <param name="bandwidth">h, the standard deviation, in the unit of the value; 0: all in the value's bin.</param>
    /// <param name="destination">Of <see cref="Count"/> elements; written over.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite, or the bandwidth is not a finite number of at least 0.</exception>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    public void Spread(double value, double bandwidth, Span<double> destination)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "The value must be finite.");
        }

        if (!double.IsFinite(bandwidth) || bandwidth < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(bandwidth), bandwidth, "The bandwidth must be a finite number of at least 0.");
        }

        if (destination.Length != Count)
        {
            throw new ArgumentException($"The destination has {destination.Length} elements, and there are {Count} bins; they must be equal.", nameof(destination));
        }

        destination.Clear();
        if (bandwidth == 0)
        {
            destination[NearestIndexOf(value)] = 1;
            return;
        }

        int first = NearestIndexOf(value - (Reach * bandwidth));
        int last = NearestIndexOf(value + (Reach * bandwidth));
        double below = 0;
        for (int bin = first; bin < last; bin++)
        {
            double upTo = NormalBelow((Edge(bin + 1) - value) / bandwidth);
            destination[bin] = Math.Max(upTo - below, 0);
            below = Math.Max(upTo, below);
        }

        destination[last] = 1 - below;
    }

    /// <summary>Φ, the share of the standard normal distribution below a point.</summary>
    private static double NormalBelow(double point) => 0.5 * SpecialFunctions.Erfc(-point / Constants.Sqrt2);

    /// <summary>The number of the bin, which is below 0 or not below <see cref="Count"/> for a value that lies in none.</summary>
    private double Position(double value)
    {
        if (_edges is null)
        {
            return Math.Floor((value - Low) / _width);
        }

        int found = _edges.AsSpan().BinarySearch(value);
        return found >= 0 ? found : ~found - 1;
    }
}
