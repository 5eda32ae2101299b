namespace KLDiv.Regression.Bins;

/// <summary>Bins that follow the values, where none are asked for: docs/tables.md states the rule.</summary>
internal sealed class DataBins
{
    /// <summary>As many different values as get a bin each.</summary>
    private const int FewValues = 40;

    /// <summary>The rows that a value has on average where it is no accident that they have it.</summary>
    private const int RowsOfValue = 2;

    /// <summary>The part of the rows from which on a value gets a bin of its own.</summary>
    private const double Heavy = 0.05;

    /// <summary>The part of the rows that no bin of several values may have more of.</summary>
    private const double Most = 0.1;

    /// <summary>The part of the rows that a bin has where widths follow the values, and where the rows are few.</summary>
    private const double Usual = 1.0 / 32, UsualOfFew = 1.0 / 12;

    /// <summary>The rows of a bin, on average, from which a distribution over the bins can be learned: of few rows there are fewer bins.</summary>
    private const double RowsOfBin = 16;

    /// <summary>As few rows as a bin has, and at the ends as small a part of them.</summary>
    private const double LeastRows = 5, LeastPart = 0.001;

    /// <summary>Bins of one width for each bin that would hold the usual part.</summary>
    private const double EqualForUsual = 1.25;

    /// <summary>A round width that is farther off, as a ratio, gives too few bins or too many.</summary>
    private const double Farthest = 1.5;

    /// <summary>Values are further apart than rounding by at least so much of the largest.</summary>
    private const double LeastRange = 1e-12;

    private readonly ValueCounts _counts;
    private readonly double _usual;

    private DataBins(ValueCounts counts)
    {
        _counts = counts;
        _usual = Math.Clamp(RowsOfBin / counts.Total, Usual, UsualOfFew);
    }

    private double[] Values => _counts.Values;

    /// <param name="counts">The values, which are a finite number apart.</param>
    public static Binning Of(ValueCounts counts)
    {
        if (counts.Count == 1 || (counts.Count <= FewValues && counts.Total >= RowsOfValue * counts.Count))
        {
            return Binning.OfValues(counts.Values);
        }

        DataBins bins = new(counts);
        return bins.EqualWidths() is { } equal && bins.AreEven(equal) ? bins.Named(equal) : bins.Named(bins.FollowingWidths());
    }

    private bool IsHeavy(int index) => _counts.Of(index) > Heavy * _counts.Total && _counts.Of(index) >= RowsOfValue;

    /// <summary>Edges of one round width, and between them those that part heavy values from others; null where the values are too near each other.</summary>
    private List<double>? EqualWidths()
    {
        double range = Values[^1] - Values[0], width = range / Math.Round(EqualForUsual / _usual);
        if (range < LeastRange * Math.Max(Math.Abs(Values[0]), Math.Abs(Values[^1])) || !double.IsNormal(width))
        {
            return null;
        }

        Binning bins = Binning.Covering(Values, RoundWidth(width));
        List<double> edges = [.. Enumerable.Range(0, bins.Count + 1).Select(bins.Edge)];
        for (int i = 0; i < Values.Length; i++)
        {
            if (IsHeavy(i))
            {
                PartBefore(i, edges);
                PartBefore(i + 1, edges);
            }
        }

        return edges;
    }

    /// <summary>The round width that is nearest to one, as a ratio: a multiple of the step of the values where they have one.</summary>
    private double RoundWidth(double width)
    {
        Lattice? lattice = Lattice.Of(Values);
        IEnumerable<double> round = RoundNumber.UpTo(width * Farthest).TakeWhile(one => one >= width / Farthest).Where(one => lattice is null || lattice.Value.Has(one));
        double otherwise = lattice is null ? width : Math.Max(lattice.Value.Step, lattice.Value.Nearest(width));
        return round.DefaultIfEmpty(otherwise).MinBy(one => Math.Abs(Math.Log(one / width)));
    }

    /// <summary>Sees that an edge parts a value from the one before it.</summary>
    private void PartBefore(int index, List<double> edges)
    {
        if (index == 0 || index == Values.Length)
        {
            return;
        }

        int next = edges.BinarySearch(Values[index]);
        next = next < 0 ? ~next : next + 1;
        if (edges[next - 1] <= Values[index - 1])
        {
            edges.Insert(next, RoundNumber.Between(Values[index - 1], Values[index]));
        }
    }

    /// <summary>Whether no bin of several values has too many rows.</summary>
    private bool AreEven(List<double> edges) => Parts(edges).All(part => part.End - part.First < 2 || _counts.Of(part.First, part.End) <= Most * _counts.Total);

    /// <summary>Edges of bins that have about as many rows each, and fewer and fewer at the ends.</summary>
    private List<double> FollowingWidths()
    {
        List<double> edges = [];
        int first = 0;
        while (NextEnd(first) is var (least, most) && most < Values.Length)
        {
            edges.Add(RoundNumber.Between(Values[least - 1], Values[most]));
            first = _counts.FirstFrom(edges[^1]);
        }

        // The ends are round too, no further out than half of the bins next to them.
        double below = edges.Count > 0 ? edges[0] - Values[0] : 0, above = edges.Count > 0 ? Values[^1] - edges[^1] : 0;
        double start = RoundNumber.Between(Math.Clamp(Values[0] - (below / 2), double.MinValue, Math.BitDecrement(Values[0])), Values[0]);
        double end = RoundNumber.Between(Math.BitDecrement(Values[^1]), Math.Clamp(Values[^1] + (above / 2), Values[^1], double.MaxValue));
        edges.Insert(0, start);
        edges.Add(end > edges[^1] ? end : Math.BitIncrement(Values[^1]));
        return edges;
    }

    /// <summary>Behind which values a bin may end that begins with one: from the first number of values on up to the second.</summary>
    private (int Least, int Most) NextEnd(int first)
    {
        double before = _counts.Before(first), left = _counts.Total - before;
        double smallest = Math.Min(Math.Max(LeastRows, LeastPart * _counts.Total), _usual * _counts.Total);
        double wanted = Math.Clamp(Math.Min(before, left / 2), smallest, _usual * _counts.Total);
        double least = 0.75 * wanted, most = Math.Min(1.25 * wanted, Most * _counts.Total);
        int end = first + 1, soonest = 0;
        if (!IsHeavy(first))
        {
            for (; end < Values.Length && !IsHeavy(end) && _counts.Of(first, end + 1) <= most; end++)
            {
                soonest = soonest == 0 && _counts.Of(first, end) >= least ? end : soonest;
            }
        }

        return (soonest == 0 ? end : soonest, end);
    }

    /// <summary>The edges as bins, of which those of a heavy value are named by it.</summary>
    private Binning Named(List<double> edges)
    {
        double[] values =
        [
            .. Parts(edges).Select(part => part.End - part.First == 1 && IsHeavy(part.First) ? Values[part.First] : double.NaN),
        ];
        return Binning.OfNamed([.. edges], values);
    }

    /// <summary>Which values lie in each bin.</summary>
    private IEnumerable<(int First, int End)> Parts(List<double> edges)
    {
        for (int i = 0; i + 1 < edges.Count; i++)
        {
            yield return (_counts.FirstFrom(edges[i]), i + 2 == edges.Count ? Values.Length : _counts.FirstFrom(edges[i + 1]));
        }
    }
}
