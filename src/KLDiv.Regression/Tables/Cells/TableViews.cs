using KLDiv.Regression.Fitting;

namespace KLDiv.Regression.Tables.Cells;

/// <summary>The features of a table, made from its cells row by row as they are asked for.</summary>
/// <param name="cells">The cells.</param>
/// <param name="schema">What they are.</param>
/// <param name="hasMeans">Whether some may be missing and take the means.</param>
internal sealed class EncodedRows(RowStore cells, TableSchema schema, bool hasMeans) : IMatrixView
{
    /// <summary>Whether the cells are the features as they stand.</summary>
    private readonly bool _isPlain = !hasMeans && schema.Features.All(feature => feature.Kind == FeatureKind.Number);

    public nint Rows => cells.Rows;

    public int Columns => schema.Width;

    public void CopyRow(nint row, Span<double> destination)
    {
        Span<double> own = cells.Row(row);
        if (_isPlain)
        {
            own[..Columns].CopyTo(destination);
        }
        else
        {
            schema.Encode(own, destination);
        }
    }
}

/// <summary>The targets that stand in a table as they are.</summary>
internal sealed class StoredTargets(RowStore cells, int first, int count) : IMatrixView
{
    public nint Rows => cells.Rows;

    public int Columns => count;

    public void CopyRow(nint row, Span<double> destination) => cells.Row(row).Slice(first, count).CopyTo(destination);
}

/// <summary>The distributions of values over bins, made as they are asked for: 8 bytes a row, however many bins there are.</summary>
internal sealed class BinnedValues(double[] values, Binning bins, double bandwidth) : IMatrixView
{
    public nint Rows => values.Length;

    public int Columns => bins.Count;

    public void CopyRow(nint row, Span<double> destination) => bins.Spread(values[row], bandwidth, destination);
}

/// <summary>The distributions of values that are classes: all in the class of the row.</summary>
internal sealed class ClassValues(double[] values, int classes) : IMatrixView
{
    public nint Rows => values.Length;

    public int Columns => classes;

    public void CopyRow(nint row, Span<double> destination)
    {
        destination.Clear();
        destination[(int)values[row]] = 1;
    }
}
