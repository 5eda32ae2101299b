using System.Numerics.Tensors;

namespace KLDiv.Regression.Fitting;

/// <summary>Looks for classes that one feature alone tells from the others: exactly, by comparing values.</summary>
/// <remarks>
/// The logit of a class k can be moved by -(x - c) forever, and no row is fitted worse, where no row with k has x above c, every row below c has k and
/// nothing else, and every row that has k beside others has x = c. Some row is fitted better where some x is above c. Of a level's 0 and 1 that
/// says: k never happens with the level. The mirror image is the same of -x. Without a bias c is 0.
/// </remarks>
internal sealed class SeparationScan
{
    private readonly FitRows _rows;
    private readonly bool _hasBias;
    private readonly int _columns;
    private readonly int _support;
    private readonly bool[] _isSeen;
    private readonly CancellationToken _cancellationToken;

    // Of the rows that have a class, of those that have others beside it, and of all: [class, feature], the last of one class.
    private readonly Extremes _having, _sharing, _all;

    private SeparationScan(FitRows rows, bool hasBias, CancellationToken cancellationToken)
    {
        (_rows, _hasBias, _cancellationToken) = (rows, hasBias, cancellationToken);
        (_columns, _support) = (rows.Features.Columns, rows.Targets.Columns);
        _isSeen = new bool[_support];
        (_having, _sharing, _all) = (new Extremes(_support, _columns), new Extremes(_support, _columns), new Extremes(1, _columns));
        ForRows(Add);
    }

    /// <summary>What is found; empty where no feature tells a class alone, although several may do it together.</summary>
    public static IReadOnlyList<Separation> Find(FitRows rows, bool hasBias, CancellationToken cancellationToken)
    {
        SeparationScan scan = new(rows, hasBias, cancellationToken);
        IEnumerable<Separation> unseen = hasBias
            ? Enumerable.Range(0, scan._support).Where(one => !scan._isSeen[one]).Select(one => new Separation(one, [], double.NaN, IsAbove: false))
            : [];
        return [.. unseen, .. scan.ByOneFeature()];
    }

    private IEnumerable<Separation> ByOneFeature()
    {
        List<Separation> found = [], open = [];
        for (int k = 0; k < _support; k++)
        {
            for (int column = 0; column < _columns && (_isSeen[k] || !_hasBias); column++)
            {
                foreach (bool isAbove in (ReadOnlySpan<bool>)[true, false])
                {
                    if (Candidate(k, column, isAbove) is { } candidate)
                    {
                        (IsFirst(candidate) ? found : open).Add(candidate);
                    }
                }
            }
        }

        if (open.Count > 0)
        {
            ForRows((x, present) => open.RemoveAll(one =>
                !present.Contains(one.Class) && (one.IsAbove ? x[one.Terms[0]] < one.Bound : x[one.Terms[0]] > one.Bound)));
        }

        return found.Concat(open).OrderByDescending(one => one.IsAbove).ThenBy(one => one.Terms[0]).ThenBy(one => one.Class);
    }

    /// <summary>What is left to be told: whether every row before the bound has the class.</summary>
    private Separation? Candidate(int k, int column, bool isAbove)
    {
        double last = _having.Last(k, column, isAbove), bound = _hasBias ? last : 0;
        (double low, double high) = _sharing.Of(k, column);
        bool isBeyond = isAbove ? last > bound : last < bound;
        bool sharesElsewhere = low <= high && !(low == bound && high == bound);
        bool isStrict = isAbove ? _all.Of(0, column).High > bound : _all.Of(0, column).Low < bound;
        return isBeyond || sharesElsewhere || !isStrict ? null : new Separation(k, [column], bound, isAbove);
    }

    /// <summary>Whether no row lies before the bound.</summary>
    private bool IsFirst(Separation one)
    {
        (double low, double high) = _all.Of(0, one.Terms[0]);
        return one.IsAbove ? low >= one.Bound : high <= one.Bound;
    }

    private void Add(double[] x, List<int> present)
    {
        _all.Add(0, x);
        foreach (int k in present)
        {
            _isSeen[k] = true;
            _having.Add(k, x);
            if (present.Count > 1)
            {
                _sharing.Add(k, x);
            }
        }
    }

    private void ForRows(Action<double[], List<int>> look)
    {
        double[] x = new double[_columns], target = new double[_support];
        List<int> present = [];
        for (nint row = 0; row < _rows.Rows; row++)
        {
            if (row % RowSet.BlockRows(_columns) == 0)
            {
                _cancellationToken.ThrowIfCancellationRequested();
            }

            _rows.Targets.CopyRow(row, target);
            present.Clear();
            for (int k = 0; k < _support; k++)
            {
                if (target[k] > 0)
                {
                    present.Add(k);
                }
            }

            if (present.Count > 0)
            {
                _rows.Features.CopyRow(row, x);
                look(x, present);
            }
        }
    }

    /// <summary>The least and greatest of each feature, class by class.</summary>
    private sealed class Extremes
    {
        private readonly int _columns;
        private readonly double[] _low;
        private readonly double[] _high;

        public Extremes(int classes, int columns)
        {
            _columns = columns;
            (_low, _high) = (new double[checked(classes * columns)], new double[checked(classes * columns)]);
            Array.Fill(_low, double.PositiveInfinity);
            Array.Fill(_high, double.NegativeInfinity);
        }

        public void Add(int k, ReadOnlySpan<double> x)
        {
            Span<double> low = _low.AsSpan(k * _columns, _columns), high = _high.AsSpan(k * _columns, _columns);
            TensorPrimitives.Min(low, x, low);
            TensorPrimitives.Max(high, x, high);
        }

        public (double Low, double High) Of(int k, int column) => (_low[(k * _columns) + column], _high[(k * _columns) + column]);

        /// <summary>The last value in a direction.</summary>
        public double Last(int k, int column, bool isAbove) => isAbove ? Of(k, column).High : Of(k, column).Low;
    }
}
