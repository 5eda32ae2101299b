using KLDiv.TwoSamples.Estimating;

namespace KLDiv.TwoSamples.Pooling;

/// <summary>Cuts two samples of numbers into cells by the quantiles of both together. Equal values are never parted.</summary>
internal sealed class NumberCells
{
    /// <summary>A run of rows of one sample alone, at an end, that chance makes less often than this is cut off: there the other has nothing.</summary>
    private const double RarestRun = 0.005;

    private readonly List<NumberCell> _cells = [];
    private readonly double _leastRows;
    private readonly double _rowsOfAtom;
    private readonly double[] _ranks;

    private NumberCells(double[] ranks, double leastRows, double rowsOfAtom) => (_ranks, _leastRows, _rowsOfAtom) = (ranks, leastRows, rowsOfAtom);

    /// <summary>
    /// The cells of estimates: 2 (2nm / (n + m))^0.4 of equally many rows. A value that half as many rows have as such a cell has a cell of its own.
    /// </summary>
    public static IReadOnlyList<NumberCell> OfEstimates(PooledValues values)
    {
        double n = values.Reference.Length, m = values.Current.Length, cells = Math.Ceiling(2 * Math.Pow(2 * n * m / (n + m), 0.4)), rows = values.Rows / cells;
        return new NumberCells([.. Enumerable.Range(1, (int)cells).Select(i => i * rows)], rows / 2, rows / 2).Cut(values, Low(values), High(values));
    }

    /// <summary>The cells of the test: 64 of equally many rows, of which those at the ends are halved again and again, down to four rows.</summary>
    public static IReadOnlyList<NumberCell> OfTest(PooledValues values)
    {
        const int Cells = 64, Fewest = 4;
        double rows = (double)values.Rows / Cells;
        List<double> ranks = [.. Enumerable.Range(1, Cells).Select(i => i * rows)];
        for (double half = rows / 2; half >= Fewest; half /= 2)
        {
            ranks.AddRange([half, values.Rows - half]);
        }

        ranks.Sort();
        return new NumberCells([.. ranks], 0, double.PositiveInfinity).Cut(values, double.NegativeInfinity, double.PositiveInfinity);
    }

    public static CellCounts Counts(IReadOnlyList<NumberCell> cells, long missingReference, long missingCurrent)
    {
        bool hasMissing = missingReference + missingCurrent > 0;
        long[] Of(Func<NumberCell, long> rows, long missing) => hasMissing ? [.. cells.Select(rows), missing] : [.. cells.Select(rows)];
        return new CellCounts(Of(cell => cell.Reference, missingReference), Of(cell => cell.Current, missingCurrent));
    }

    /// <summary>The end of the rows below all of the other sample; -infinity where they are not worth a cut.</summary>
    private static double Low(PooledValues values)
    {
        (double[] first, double[] second) = values.Reference[0] < values.Current[0] ? (values.Reference, values.Current) : (values.Current, values.Reference);
        int run = Array.FindIndex(first, value => value >= second[0]);
        return Math.Pow((double)first.Length / values.Rows, run < 0 ? first.Length : run) < RarestRun ? second[0] : double.NegativeInfinity;
    }

    /// <summary>The start of the rows above all of the other sample.</summary>
    private static double High(PooledValues values)
    {
        (double[] first, double[] second) = values.Reference[^1] > values.Current[^1] ? (values.Reference, values.Current) : (values.Current, values.Reference);
        int run = first.Length - 1 - Array.FindLastIndex(first, value => value <= second[^1]);
        return Math.Pow((double)first.Length / values.Rows, run) < RarestRun ? second[^1] : double.PositiveInfinity;
    }

    private List<NumberCell> Cut(PooledValues values, double low, double high)
    {
        NumberCell open = default;
        long rows = 0;
        int rank = 0;
        foreach ((double value, int reference, int current) in values.Values())
        {
            bool isAtom = reference + current >= _rowsOfAtom;
            if (open.Rows > 0 && (isAtom || (open.Low < low && value >= low) || (open.Low <= high && value > high)))
            {
                _cells.Add(open);
                open = default;
            }

            open = open.Rows == 0 ? new NumberCell(value, value, reference, current) : open with { High = value, Reference = open.Reference + reference, Current = open.Current + current };
            rows += reference + current;
            if (isAtom || (rows >= _ranks[rank] && open.Rows >= _leastRows))
            {
                _cells.Add(open);
                open = default;
            }

            while (rank < _ranks.Length - 1 && rows >= _ranks[rank])
            {
                rank++;
            }
        }

        if (open.Rows > 0)
        {
            _cells.Add(open);
        }

        return _cells;
    }
}
