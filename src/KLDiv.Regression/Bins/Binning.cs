using System.Buffers;
using System.Globalization;
using System.Numerics.Tensors;
using KLDiv.Regression.Bins;

namespace KLDiv.Regression;

/// <summary>
/// Bins that follow one another over a range of values, bin i from Edge(i) up to but not including Edge(i + 1), the last one with both its edges: the
/// support of a distribution of a number that is known one value at a time.
/// </summary>
/// <remarks>
/// Ends and widths are taken as the decimals that they are written as, and an edge is the double that is nearest to the exact decimal: bins of 0.1 from 0
/// have the edges 0.1, 0.2, 0.3, which no sum of doubles meets. A value's bin is found by comparing it with the edges, so that both agree always.
/// </remarks>
public sealed partial class Binning
{
    /// <summary>2^-53: beside 1 less than that is nothing. Further than so many bandwidths from a value there is no more.</summary>
    private const double LeastMass = 1.1102230246251565e-16, Reach = 8.5;

    /// <summary>As many edges as are copied onto the stack.</summary>
    private const int MostOnStack = 128;

    private readonly double[] _edges;
    private readonly double? _width;
    private readonly double[]? _values;

    /// <summary>Bins of one width, from a low end on.</summary>
    /// <param name="low">Where the first bin begins.</param>
    /// <param name="width">Of each bin.</param>
    /// <param name="count">How many bins; from 1 to 1,048,576.</param>
    /// <exception cref="ArgumentOutOfRangeException">The low end is not finite, the width is not a finite number above 0, there are no bins or too many, or
    /// the edges are not finite, nor a finite number apart, or cannot be told apart in double precision.</exception>
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

        CheckCount(count);
        _edges = EdgesOf(Fraction.OfDecimal(low), Fraction.OfDecimal(width), count);
        _width = width;
        if (FirstWrong(_edges) >= 0 || !double.IsFinite(High - Low))
        {
            throw new ArgumentOutOfRangeException(
                nameof(width), width, $"{count} bins of this width from {low} have edges that are not finite or cannot be told apart in double precision.");
        }
    }

    /// <summary>Bins between edges.</summary>
    /// <param name="edges">
    /// At least two, each a finite number above the one before it; the bins are one fewer. The first may be -∞ and the last +∞: then the bin at that end has
    /// no end of its own.
    /// </param>
    /// <exception cref="ArgumentException">The edges are not so; the message names the first that is wrong.</exception>
    public Binning(ReadOnlySpan<double> edges)
        : this(CheckedEdges(edges), width: null, values: null)
    {
    }

    private Binning(double[] edges, double? width, double[]? values) => (_edges, _width, _values) = (edges, width, values);

    /// <summary>Where the first bin begins; -∞ where it has no beginning.</summary>
    public double Low => _edges[0];

    /// <summary>Where the last bin ends; +∞ where it has no end.</summary>
    public double High => _edges[^1];

    /// <summary>Whether the bins have one width, and were made so.</summary>
    public bool IsUniform => _width is not null;

    /// <summary>The width of every bin.</summary>
    /// <exception cref="InvalidOperationException">The bins were made from edges (<see cref="IsUniform"/>); <see cref="WidthOf"/> tells theirs.</exception>
    public double Width => _width ?? throw new InvalidOperationException("The bins have no common width; WidthOf tells that of each.");

    /// <summary>The number of bins.</summary>
    public int Count => _edges.Length - 1;

    /// <summary>The least edge that is finite; 0 where none is.</summary>
    internal double LeastEdge => Array.Find(_edges, double.IsFinite);

    /// <summary>The greatest edge that is finite; 0 where none is.</summary>
    internal double GreatestEdge => Array.FindLast(_edges, double.IsFinite);

    /// <summary>Where bin <paramref name="index"/> begins; at <see cref="Count"/>, where the last one ends.</summary>
    public double Edge(int index) => _edges[index];

    /// <summary>The middle of bin <paramref name="index"/>; of one without an end, the edge that it has.</summary>
    public double Middle(int index)
    {
        (double low, double high) = (_edges[index], _edges[index + 1]);
        return double.IsFinite(low) && double.IsFinite(high) ? (0.5 * low) + (0.5 * high)
            : double.IsFinite(low) ? low
            : double.IsFinite(high) ? high
            : 0;
    }

    /// <summary>The width of bin <paramref name="index"/>; +∞ where it has no end.</summary>
    public double WidthOf(int index) => _width ?? (_edges[index + 1] - _edges[index]);

    /// <summary>The one value that bin <paramref name="index"/> is of, which names it; null where it is of a range of values.</summary>
    public double? ValueOf(int index) => _values?[index] is { } value && !double.IsNaN(value) ? value : null;

    /// <summary>The name of bin <paramref name="index"/>: its value, or its edges as decimals, such as <c>0.1:0.2</c> and <c>10:inf</c>.</summary>
    public string NameOf(int index) => ValueOf(index) is { } value ? Text(value) : $"{Text(_edges[index])}:{Text(_edges[index + 1])}";

    /// <summary>The bin that a value lies in.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It lies in none.</exception>
    public int IndexOf(double value) => value >= Low && value <= High
        ? NearestIndexOf(value)
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"The bins reach from {Text(Low)} up to {Text(High)}.");

    /// <summary>The bin that a value lies in, and for one that lies in none the bin at that end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN.</exception>
    public int NearestIndexOf(double value)
    {
        if (double.IsNaN(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "The value is not a number.");
        }

        int found = _edges.AsSpan().BinarySearch(value);
        return Math.Clamp(found >= 0 ? found : ~found - 1, 0, Count - 1);
    }

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
    /// These are the masses of <see cref="GaussianTarget"/> with outer edges that are infinite, but for those below 2^-53, which are 0: what no sum beside 1 notices is held impossible.
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

        if (!double.IsFinite(bandwidth * Math.Sqrt(2)) || bandwidth < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(bandwidth), bandwidth, "The bandwidth must be a finite number of at least 0, also times the root of 2.");
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

        int first = NearestIndexOf(value - (Reach * bandwidth)), reached = NearestIndexOf(value + (Reach * bandwidth)) + 1 - first;
        double[]? rented = reached < MostOnStack ? null : ArrayPool<double>.Shared.Rent(reached + 1);
        Span<double> edges = rented ?? stackalloc double[MostOnStack];
        edges = edges[..(reached + 1)];
        _edges.AsSpan(first, edges.Length).CopyTo(edges);
        (edges[0], edges[^1]) = (double.NegativeInfinity, double.PositiveInfinity);
        GaussianTarget.Fill([value], edges, bandwidth, destination.Slice(first, reached));
        foreach (ref double mass in destination.Slice(first, reached))
        {
            mass = mass < LeastMass ? 0 : mass;
        }

        if (rented is not null)
        {
            ArrayPool<double>.Shared.Return(rented);
        }
    }

    /// <summary>A number as users write it: the shortest decimal that reads back as the same, <c>inf</c> and <c>-inf</c>.</summary>
    internal static string Text(double value) => double.IsPositiveInfinity(value) ? "inf"
        : double.IsNegativeInfinity(value) ? "-inf"
        : value.ToString("R", CultureInfo.InvariantCulture);
}
