namespace KLDiv.Reports.State;

/// <summary>
/// Weighted sums over rows of what is not kept for each row, in whole units of 2^-80: their bits do not depend on the order in which rows are added.
/// </summary>
internal sealed class RowTotals
{
    /// <summary>The bins of a calibration.</summary>
    public const int CalibrationBins = 10;

    private const int Scale = 80;

    /// <summary>Of each bin: the rows, their weight, the probabilities and the hits.</summary>
    private const int CellsOfBin = 4;

    private const int FirstBin = (int)Cell.Count;

    private readonly Int128[] _cells = new Int128[FirstBin + (2 * CalibrationBins * CellsOfBin)];

    /// <summary>What is added up.</summary>
    public enum Cell
    {
        /// <summary>The weights, which are at most 1.</summary>
        Weight,
        SameTop,
        TotalVariation,
        TotalVariationSquared,
        Hellinger,
        HellingerSquared,

        /// <summary>The weights of the rows that have a label.</summary>
        LabelWeight,
        TargetHits,
        InputHits,
        Count,
    }

    /// <summary>All sums, in an order of their own, to be stored and restored.</summary>
    public Span<Int128> Cells => _cells;

    /// <summary>The value of a sum.</summary>
    public static double Value(Int128 sum) => Math.ScaleB((double)sum, -Scale);

    /// <summary>A number of at most 1 in units.</summary>
    public static Int128 Units(double value) => (Int128)Math.ScaleB(value, Scale);

    public Int128 this[Cell cell] => _cells[(int)cell];

    /// <summary>Of a bin of the calibration of a side: the rows, their weight, the probabilities and the hits.</summary>
    public ReadOnlySpan<Int128> CalibrationCells(bool isInput, int bin) => _cells.AsSpan(CellOf(isInput, bin), CellsOfBin);

    /// <summary>Adds a value of at most 1 times a weight of at most 1.</summary>
    public void Add(Cell cell, double value, double weight) => Add((int)cell, value, weight);

    /// <summary>Adds a row to the calibration of a side.</summary>
    /// <param name="isInput">The side.</param>
    /// <param name="probability">That of the top class.</param>
    /// <param name="isHit">Whether this is the true class.</param>
    /// <param name="weight">The row's weight.</param>
    public void AddToCalibration(bool isInput, double probability, bool isHit, double weight)
    {
        int bin = Math.Clamp((int)(probability * CalibrationBins), 0, CalibrationBins - 1);
        int cell = CellOf(isInput, bin);
        _cells[cell]++;
        Add(cell + 1, 1, weight);
        Add(cell + 2, Math.Min(1, probability), weight);
        Add(cell + 3, isHit ? 1 : 0, weight);
    }

    /// <summary>A bin of the calibration of a side.</summary>
    public CalibrationBin Calibration(bool isInput, int bin)
    {
        int cell = CellOf(isInput, bin);
        double weight = Value(_cells[cell + 1]);
        return new CalibrationBin(
            (double)bin / CalibrationBins,
            (bin + 1.0) / CalibrationBins,
            (long)_cells[cell],
            Value(_cells[cell + 2]) / weight,
            Value(_cells[cell + 3]) / weight,
            weight / Value(this[Cell.LabelWeight]));
    }

    /// <summary>Adds the sums of other rows.</summary>
    public void Add(RowTotals other)
    {
        for (int i = 0; i < _cells.Length; i++)
        {
            _cells[i] += other._cells[i];
        }
    }

    private static int CellOf(bool isInput, int bin) => FirstBin + (((isInput ? CalibrationBins : 0) + bin) * CellsOfBin);

    private void Add(int cell, double value, double weight) => _cells[cell] += Units(value * weight);
}
