namespace KLDiv.Regression.Bins;

/// <summary>
/// Makes the content of a bin of the values that were seen in it: those of weight are atoms, and the rest, cut into segments of about one weight each, is
/// spread over them so that each keeps its mean.
/// </summary>
internal sealed class ContentBuilder
{
    /// <summary>The part of a bin from which on a value is an atom, if it is also more than one row has by accident.</summary>
    private const double LeastAtom = 1.0 / 32, RowsOfAtom = 2;

    /// <summary>As many segments as the rest of a bin is cut into, each of so many rows.</summary>
    private const int MostSegments = 32, RowsOfSegment = 16;

    /// <summary>How often the segments at the ends, where values lie far apart, are halved, down to so few rows.</summary>
    private const int Halvings = 3, RowsOfHalf = 4;

    private readonly List<double> _values = [];
    private readonly List<double> _levels = [];

    /// <summary>The rows' mean weight.</summary>
    private readonly double _row;
    private readonly ValueCounts _counts;
    private readonly List<int> _rest = [];
    private readonly List<int> _atoms = [];

    private ContentBuilder(ValueCounts counts, int first, int end, double row, double? named)
    {
        (_counts, _row) = (counts, row);
        double least = Math.Max(LeastAtom * counts.Of(first, end), RowsOfAtom * row);
        for (int i = first; i < end; i++)
        {
            (counts.Of(i) >= least || counts.Values[i] == named ? _atoms : _rest).Add(i);
        }
    }

    /// <param name="counts">The values of all bins.</param>
    /// <param name="first">The first of the bin's values.</param>
    /// <param name="end">The first of them that is not the bin's.</param>
    /// <param name="row">What a row weighs on average.</param>
    /// <param name="named">The value that the bin is named by; null: none.</param>
    /// <param name="low">Where the rest begins, if its values are of no lattice; else that is half a step below the first of them.</param>
    /// <param name="high">Where it ends.</param>
    /// <param name="lattice">Of what all values are multiples.</param>
    public static BinContent Build(ValueCounts counts, int first, int end, double row, double? named, double low, double high, Lattice? lattice)
    {
        ContentBuilder builder = new(counts, first, end, row, named);
        (double[] places, double[] upTo) = builder.Spread(low, high, lattice);
        builder.Merge(places, upTo);
        double total = builder._levels[^1];
        double[] levels = [.. builder._levels.Select(level => level / total)];
        return new BinContent([.. builder._values], levels);
    }

    /// <summary>The polygon of the rest: places, and what the rest weighs up to each.</summary>
    private (double[] Places, double[] UpTo) Spread(double low, double high, Lattice? lattice)
    {
        List<double> places = [], upTo = [];
        int[] cuts = _rest.Count == 0 ? [] : [0, .. Cuts(), _rest.Count];
        for (int segment = 0; segment + 1 < cuts.Length; segment++)
        {
            (int first, int end) = (cuts[segment], cuts[segment + 1]);
            double from = first > 0 ? MiddleBefore(first) : lattice?.EndBefore(Value(0), isIncluded: false) ?? low;
            double to = end < _rest.Count ? MiddleBefore(end) : lattice?.EndOf(Value(end - 1)) ?? high;
            (double weight, double mean) = WeightAndMean(first, end);
            double before = upTo.Count > 0 ? upTo[^1] : 0, share = (mean - from) / (to - from);

            // Evenly from the one end to the mean and from there to the other, in such parts that the mean is kept; all at an end where the mean is that end.
            bool isInside = share is > 0 and < 1;
            places.AddRange(isInside ? [from, mean, to] : [mean, mean]);
            upTo.AddRange(isInside ? [before, before + ((1 - share) * weight), before + weight] : [before, before + weight]);
        }

        return ([.. places], [.. upTo]);
    }

    private double Value(int index) => _counts.Values[_rest[index]];

    private double MiddleBefore(int index) => (0.5 * Value(index - 1)) + (0.5 * Value(index));

    private (double Weight, double Mean) WeightAndMean(int first, int end)
    {
        // In units of a power of two, which takes no digit, so that no sum overflows.
        int exponent = Math.Max(0, Math.ILogB(Math.Max(Math.Abs(Value(first)), Math.Abs(Value(end - 1)))));
        double weight = 0, sum = 0, origin = Math.ScaleB(Value(first), -exponent);
        for (int i = first; i < end; i++)
        {
            weight += _counts.Of(_rest[i]);
            sum += _counts.Of(_rest[i]) * (Math.ScaleB(Value(i), -exponent) - origin);
        }

        return (weight, Math.ScaleB(origin + (sum / weight), exponent));
    }

    /// <summary>Before which values the rest is cut.</summary>
    private IEnumerable<int> Cuts()
    {
        double[] upTo = new double[_rest.Count];
        double sum = 0;
        for (int i = 0; i < upTo.Length; i++)
        {
            upTo[i] = sum += _counts.Of(_rest[i]);
        }

        int last = 0;
        foreach (double level in Levels(sum / _row))
        {
            int found = Array.BinarySearch(upTo, level * sum);
            int cut = found >= 0 ? found + 1 : ~found + (~found < upTo.Length && upTo[~found] - (level * sum) < (level * sum) - (~found > 0 ? upTo[~found - 1] : 0) ? 1 : 0);
            if (cut > last && cut < upTo.Length)
            {
                yield return last = cut;
            }
        }
    }

    /// <summary>The parts of the rest at which it is cut.</summary>
    private static IEnumerable<double> Levels(double rows)
    {
        int segments = (int)Math.Clamp(rows / RowsOfSegment, 1, MostSegments);
        int halvings = Enumerable.Range(1, Halvings).LastOrDefault(i => rows / (segments << i) >= RowsOfHalf);
        double[] ends = [.. Enumerable.Range(1, halvings).Select(i => 1.0 / (segments << i)).Reverse()];
        return [.. ends, .. Enumerable.Range(1, segments - 1).Select(i => (double)i / segments), .. ends.Reverse().Select(end => 1 - end)];
    }

    /// <summary>Puts the atoms between the knots of the rest.</summary>
    private void Merge(double[] places, double[] upTo)
    {
        double atoms = 0;
        int knot = 0;
        foreach (int index in _atoms)
        {
            double value = _counts.Values[index];
            for (; knot < places.Length && places[knot] < value; knot++)
            {
                Add(places[knot], upTo[knot] + atoms);
            }

            double rest = knot == 0 ? 0
                : knot == places.Length ? upTo[^1]
                : upTo[knot - 1] + ((upTo[knot] - upTo[knot - 1]) * (value - places[knot - 1]) / (places[knot] - places[knot - 1]));
            Add(value, rest + atoms);
            atoms += _counts.Of(index);
            Add(value, rest + atoms);
        }

        for (; knot < places.Length; knot++)
        {
            Add(places[knot], upTo[knot] + atoms);
        }
    }

    private void Add(double value, double level)
    {
        // A knot that is there already says nothing.
        if (_values.Count == 0 || value != _values[^1] || level != _levels[^1])
        {
            _values.Add(value);
            _levels.Add(level);
        }
    }
}
