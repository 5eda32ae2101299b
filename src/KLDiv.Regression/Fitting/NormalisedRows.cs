using System.Numerics.Tensors;

namespace KLDiv.Regression.Fitting;

/// <summary>Distributions whose rows are divided by their sums where these are not 1; rows that are no counts either, with a negative number or a sum beyond what can be computed with, stay as they are, and are refused by whoever fits them.</summary>
internal sealed class NormalisedRows : IMatrixView
{
    private readonly IMatrixView _rows;
    private readonly double[] _sums;
    private readonly double _tolerance;

    /// <param name="rows">The rows.</param>
    /// <param name="tolerance">How far from 1 a row may sum and stay as it is.</param>
    public NormalisedRows(IMatrixView rows, double tolerance)
    {
        (_rows, _tolerance) = (rows, tolerance);
        _sums = new double[rows.Rows];
        double[] row = new double[rows.Columns];
        for (nint i = 0; i < rows.Rows; i++)
        {
            rows.CopyRow(i, row);
            double sum = SteadySums.Sum(row);
            if (sum == 0 && !Array.Exists(row, share => share != 0))
            {
                FirstEmpty ??= i;
            }
            else if (IsDivided(row, sum))
            {
                First ??= i;
                Count++;
            }

            _sums[i] = sum;
        }

        HasSizes = Count > 0 && _sums.Where(sum => sum > 0).Max() - _sums.Where(sum => sum > 0).Min() > tolerance * _sums.Max();
    }

    public nint Rows => _rows.Rows;

    public int Columns => _rows.Columns;

    /// <summary>The first row that is divided; null: none is.</summary>
    public nint? First { get; private set; }

    /// <summary>The first row of nothing but zeros; null: there is none.</summary>
    public nint? FirstEmpty { get; private set; }

    /// <summary>How many rows are divided.</summary>
    public long Count { get; private set; }

    /// <summary>Whether some rows sum to more than others do, as counts may and percentages do not.</summary>
    public bool HasSizes { get; }

    /// <summary>What a row sums to.</summary>
    public double Sum(nint row) => _sums[row];

    public void CopyRow(nint row, Span<double> destination)
    {
        _rows.CopyRow(row, destination);
        double sum = _sums[row];
        if (IsDivided(destination, sum))
        {
            TensorPrimitives.Divide(destination, sum, destination);
        }
    }

    private bool IsDivided(ReadOnlySpan<double> row, double sum) =>
        Math.Abs(sum - 1) > _tolerance && DataChecks.IsNoTotalWeight(sum) is null && TensorPrimitives.Min(row) >= 0;
}
