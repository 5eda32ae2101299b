using System.Numerics.Tensors;
using KLDiv.Files.Operands;

namespace KLDiv.Files;

/// <summary>What the first rows of a source are like.</summary>
/// <param name="Rows">How many rows were looked at.</param>
/// <param name="Looks">What each of them looks like by its numbers, in the words of the command's options; null where they look like several things, or like nothing that is known.</param>
/// <param name="LeastSum">The least sum of a row; NaN where there is none.</param>
/// <param name="LargestSum">The largest one.</param>
/// <param name="Least">The least number; NaN where one is none.</param>
/// <param name="Largest">The largest one.</param>
/// <param name="First">The first numbers of the first rows.</param>
/// <param name="Sums">The sums of these rows.</param>
public sealed record FirstRows(
    int Rows, string? Looks, double LeastSum, double LargestSum, double Least, double Largest, IReadOnlyList<IReadOnlyList<double>> First, IReadOnlyList<double> Sums)
{
    private const double Tolerance = 1e-3;

    /// <summary>Looks at the first rows of a source.</summary>
    /// <param name="source">The source.</param>
    /// <param name="mostElements">So many elements are looked at, or one row if it has more, but never more than a span holds.</param>
    /// <param name="shownRows">The rows of which numbers are kept.</param>
    /// <param name="shownNumbers">How many numbers are kept of each.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="DataFileException">The source cannot be read.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static FirstRows Of(RowSource source, int mostElements = 1 << 18, int shownRows = 3, int shownNumbers = 6)
    {
        ArgumentNullException.ThrowIfNull(source);
        int width = (int)Math.Min(source.Support, Array.MaxLength / sizeof(double));
        int rows = width == 0 ? 0 : (int)Math.Min(source.Rows, Math.Max(1, mostElements / width));
        if (rows == 0)
        {
            return new FirstRows(0, null, double.NaN, double.NaN, double.NaN, double.NaN, [], []);
        }

        double[] row = new double[width], sums = new double[rows];
        List<double[]> first = [];
        HashSet<string?> looks = [];
        RowBuffer buffer = new();
        double least = double.PositiveInfinity, largest = double.NegativeInfinity;
        for (int i = 0; i < rows; i++)
        {
            source.ReadDoubles(i * source.Support, row, buffer);
            sums[i] = TensorPrimitives.Sum<double>(row);
            looks.Add(RowLooks.Of(row, Tolerance)?.Name());
            (least, largest) = (double.Min(least, TensorPrimitives.Min<double>(row)), double.Max(largest, TensorPrimitives.Max<double>(row)));
            if (i < shownRows)
            {
                first.Add(row[..Math.Min(width, shownNumbers)]);
            }
        }

        string? all = looks.Count == 1 ? looks.Single() : null;
        return new FirstRows(rows, all, sums.Min(), sums.Max(), least, largest, first, sums[..first.Count]);
    }
}
