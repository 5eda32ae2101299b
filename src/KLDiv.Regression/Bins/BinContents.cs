using System.Numerics.Tensors;
using KLDiv.Regression.Bins;

namespace KLDiv.Regression;

/// <summary>
/// What is inside bins: for each of them the distribution of the values that were seen in it, the same for every row whose distribution is over the bins.
/// </summary>
/// <remarks>
/// A value that two rows or more have, and at least a 32nd of its bin's, is an atom with the probability that it was seen with: zeros are zeros, and whole
/// numbers whole. The rest is cut into up to 32 segments of at least 16 rows, of which those at the ends are halved up to three times more, between
/// neighbouring values. In each a density goes evenly from one end to the mean of its values and from there evenly to the other end, in such parts that the
/// mean is kept: so the mean of a bin is that of its values. Where all values are multiples of a step (1, 0.25, 0.01), so are quantiles. Values outside the
/// bins are in the bin at that end, as what they are. A bin in which nothing was seen is filled evenly; without an end it is at the edge that it has.
/// </remarks>
public sealed class BinContents
{
    private readonly BinContent[] _contents;
    private readonly double[] _ends;
    private readonly (double Area, double Square)[] _areas;

    private BinContents(Binning bins, BinContent[] contents, Lattice? lattice)
    {
        (Bins, _contents, Lattice) = (bins, contents, lattice);
        _ends = EndsOf(bins, lattice);
        (_ends[0], _ends[^1]) = (contents[0].Low, contents[^1].High);
        _areas = [.. contents.Select((content, bin) => content.AreasUpTo(_ends[bin + 1]))];
    }

    /// <summary>The bins.</summary>
    public Binning Bins { get; }

    /// <summary>The number of which all values are multiples; 0 where there is none of at most six decimals.</summary>
    public double Step => Lattice?.Step ?? 0;

    /// <summary>The least value of the contents.</summary>
    public double Low => _ends[0];

    /// <summary>The greatest value of the contents.</summary>
    public double High => _ends[^1];

    /// <summary>Whether single values have a probability of their own.</summary>
    public bool HasAtoms => Array.Exists(_contents, content => content.Atoms().Any());

    /// <summary>The part of the values that are atoms, where the bins have these probabilities.</summary>
    /// <param name="probabilities">One for each bin.</param>
    /// <exception cref="ArgumentException">There are not as many probabilities as bins.</exception>
    public double ShareOfAtoms(ReadOnlySpan<double> probabilities)
    {
        if (probabilities.Length != Bins.Count)
        {
            throw new ArgumentException($"There are {probabilities.Length} probabilities and {Bins.Count} bins; they must be equal.", nameof(probabilities));
        }

        double sum = 0;
        for (int bin = 0; bin < _contents.Length; bin++)
        {
            sum += probabilities[bin] * _contents[bin].Atoms().Sum(atom => atom.Share);
        }

        return sum;
    }

    internal Lattice? Lattice { get; }

    internal BinContent this[int bin] => _contents[bin];

    /// <summary>Bins of which nothing is known but their edges: filled evenly.</summary>
    /// <param name="bins">The bins.</param>
    public static BinContents Even(Binning bins)
    {
        ArgumentNullException.ThrowIfNull(bins);
        return new BinContents(bins, [.. Enumerable.Range(0, bins.Count).Select(bin => EmptyContent(bins, bin, EndsOf(bins, lattice: null)))], lattice: null);
    }

    /// <summary>Bins with what was seen in them.</summary>
    /// <param name="bins">The bins.</param>
    /// <param name="values">At least one, all finite; those outside the bins are in the bin at that end.</param>
    /// <param name="rowWeights">One for each value, finite and at least 0, of which the sum is finite and above 0; empty: 1 for every value.</param>
    /// <exception cref="ArgumentException">There is no value, one is not finite, or the weights are not as they must be.</exception>
    public static BinContents Of(Binning bins, ReadOnlySpan<double> values, ReadOnlySpan<double> rowWeights = default)
    {
        ArgumentNullException.ThrowIfNull(bins);
        if (values.IsEmpty || !TensorPrimitives.IsFiniteAll(values))
        {
            throw new ArgumentException(values.IsEmpty ? "There is no value." : "A value is not finite.", nameof(values));
        }

        if (!rowWeights.IsEmpty && (rowWeights.Length != values.Length || !(TensorPrimitives.Min(rowWeights) >= 0)
            || !(TensorPrimitives.Sum(rowWeights) is > 0 and < double.PositiveInfinity)))
        {
            throw new ArgumentException("There must be a weight for each value, finite and at least 0, of which the sum is finite and above 0.", nameof(rowWeights));
        }

        // What weighs nothing was not seen.
        double[] seen = rowWeights.IsEmpty ? values.ToArray() : Weighty(values, rowWeights), weights = rowWeights.IsEmpty ? [] : Weighty(rowWeights, rowWeights);
        var counts = ValueCounts.Of(seen, weights);
        Lattice? lattice = KLDiv.Regression.Bins.Lattice.Of([.. counts.Values, .. Enumerable.Range(0, bins.Count).Select(bins.ValueOf).OfType<double>()]);
        double[] ends = EndsOf(bins, lattice);
        var contents = new BinContent[bins.Count];
        for (int bin = 0, first = 0; bin < contents.Length; bin++)
        {
            int end = bin + 1 == contents.Length ? counts.Count : counts.FirstFrom(bins.Edge(bin + 1));
            if (first == end)
            {
                contents[bin] = EmptyContent(bins, bin, ends);
                continue;
            }

            double low = Seen(ends[bin], counts.Values[first], Math.Min), high = Seen(ends[bin + 1], counts.Values[end - 1], Math.Max);
            contents[bin] = ContentBuilder.Build(counts, first, end, counts.Total / seen.Length, bins.ValueOf(bin), low, high, lattice);
            first = end;
        }

        return new BinContents(bins, contents, lattice);
    }

    /// <summary>Contents that were written before.</summary>
    /// <param name="bins">The bins.</param>
    /// <param name="contents">Of each of them.</param>
    /// <param name="lattice">Of what all values are multiples.</param>
    /// <exception cref="ArgumentException">A content reaches into the next bin's.</exception>
    internal static BinContents Of(Binning bins, BinContent[] contents, Lattice? lattice)
    {
        double[] ends = EndsOf(bins, lattice);
        for (int bin = 0; bin < contents.Length; bin++)
        {
            if ((bin > 0 && contents[bin].Low < ends[bin]) || (bin + 1 < contents.Length && contents[bin].High > ends[bin + 1]))
            {
                throw new ArgumentException(
                    $"The content of bin {bin} reaches from {contents[bin].Low} to {contents[bin].High}, and the bin from {bins.Edge(bin)} to {bins.Edge(bin + 1)}.", nameof(contents));
            }
        }

        return new BinContents(bins, contents, lattice);
    }

    /// <summary>The bin whose content begins last at a value or below it; the first where none does.</summary>
    internal int BinAt(double value)
    {
        (int low, int high) = (0, _ends.Length - 1);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _ends[middle] <= value ? (middle + 1, high) : (low, middle);
        }

        return Math.Max(0, low - 1);
    }

    /// <summary>Where the content of a bin ends and that of the next begins; the ends of all where there is none before or after.</summary>
    internal double End(int index) => _ends[index];

    /// <summary>∫ F and ∫ F² from where a bin's content ends before to where it ends.</summary>
    internal (double Area, double Square) Areas(int bin) => _areas[bin];

    private static double[] Weighty(ReadOnlySpan<double> numbers, ReadOnlySpan<double> weights)
    {
        List<double> kept = new(numbers.Length);
        for (int i = 0; i < numbers.Length; i++)
        {
            if (weights[i] > 0)
            {
                kept.Add(numbers[i]);
            }
        }

        return [.. kept];
    }

    /// <summary>An end that takes in a value beyond it; where it is infinite, the value itself.</summary>
    private static double Seen(double end, double value, Func<double, double, double> outermost) => double.IsFinite(end) ? outermost(end, value) : value;

    /// <summary>Where the contents of bins end: at the edges, or in the middle between the steps of a lattice that these part.</summary>
    private static double[] EndsOf(Binning bins, Lattice? lattice)
    {
        double[] ends = [.. Enumerable.Range(0, bins.Count + 1).Select(bins.Edge)];
        if (lattice is { } steps)
        {
            for (int i = 0; i < ends.Length; i++)
            {
                ends[i] = double.IsFinite(ends[i]) ? steps.EndBefore(ends[i], isIncluded: i == bins.Count) : ends[i];
            }
        }

        return ends;
    }

    private static BinContent EmptyContent(Binning bins, int bin, double[] ends)
    {
        (double low, double high) = (ends[bin], ends[bin + 1]);
        return bins.ValueOf(bin) is { } value ? BinContent.At(value)
            : double.IsFinite(low) && double.IsFinite(high) && low < high ? BinContent.Even(low, high)
            : BinContent.At(double.IsFinite(low) ? low : double.IsFinite(high) ? high : 0);
    }
}
