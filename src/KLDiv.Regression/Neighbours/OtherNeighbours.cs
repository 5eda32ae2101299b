using KLDiv.Regression.Fitting;

namespace KLDiv.Regression.Neighbours;

/// <summary>The nearest rows of rows that are among those that are searched, without themselves. Its one feature is the row's number.</summary>
/// <param name="all">The rows that are searched.</param>
/// <param name="rows">The features of the same rows.</param>
internal sealed class OtherNeighbours(NearestNeighbours all, RowSet rows) : DistributionModel(1, all.Support)
{
    /// <summary>Features that are the numbers of rows.</summary>
    public static RowSet Numbers(int[] numbers) => new(new ArrayMatrix<double>(Array.ConvertAll(numbers, number => (double)number), columns: 1));

    internal override void LogProbabilities(ReadOnlySpan<double> features, Span<double> log, int count)
    {
        double[] points = new double[checked(count * rows.Columns)];
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = (int)features[i];
            rows.CopyRow(numbers[i], points.AsSpan(i * rows.Columns, rows.Columns));
        }

        all.LogProbabilities(points, log, count, numbers);
    }
}
