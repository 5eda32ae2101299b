using KLDiv.Regression.Models;

namespace KLDiv.Regression.Fitting;

/// <summary>Standardised features and products of pairs of them, as the rows of a matrix.</summary>
internal sealed unsafe class TermRows(StandardFeatures features, FeaturePairs pairs) : IMatrixView
{
    public nint Rows => features.Rows;

    public int Columns => features.Columns + pairs.Count;

    public void CopyRow(nint row, Span<double> destination)
    {
        double* buffer = stackalloc double[features.Stride];
        ReadOnlySpan<double> z = new(features.Block(row, 1, buffer), features.Columns);
        z.CopyTo(destination);
        pairs.Multiply(z, destination[features.Columns..]);
    }
}
