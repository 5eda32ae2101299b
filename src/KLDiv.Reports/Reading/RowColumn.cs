using KLDiv.Files;
using KLDiv.Files.Npy;

namespace KLDiv.Reports.Reading;

/// <summary>A file with one number for each row of the report: weights, labels.</summary>
internal static class RowColumn
{
    private const int MostElements = 1 << 16;

    /// <summary>Reads the weights of a range of rows.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="range">The rows whose weights are wanted.</param>
    /// <param name="scale">What they have been multiplied by so that none in the whole file is above 1: a power of two.</param>
    /// <exception cref="DataFileException">The file is unreadable, has another number of weights, or one that is negative or not finite.</exception>
    public static double[] ReadWeights(string path, long rows, RowRange range, out double scale)
    {
        double[] weights = new double[range.Count];
        double largest = 0;
        Walk(path, rows, (weight, row) =>
        {
            if (!(weight >= 0 && double.IsFinite(weight)))
            {
                throw new DataFileException(path, $"has the weight {weight} for row {row}; weights are finite and at least 0");
            }

            largest = Math.Max(largest, weight);
            if (row >= range.First && row < range.End)
            {
                weights[row - range.First] = weight;
            }
        });
        scale = largest > 0 ? Math.ScaleB(1, Math.Clamp(-1 - Math.ILogB(largest), -1000, 1000)) : 1;
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] *= scale;
        }

        return weights;
    }

    /// <summary>Reads the true classes of a range of rows.</summary>
    /// <param name="path">A <c>.npy</c> file of integers, or a file of numbers in any format.</param>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="range">The rows whose classes are wanted.</param>
    /// <exception cref="DataFileException">The file is unreadable, has another number of labels, or one that is no whole number.</exception>
    public static long[] ReadLabels(string path, long rows, RowRange range)
    {
        long[] labels = new long[range.Count];
        using NpyIntegers? integers = NpyIntegers.TryOpen(RowSource.FileOf(path));
        if (integers is not null)
        {
            MustBeOneARow(path, integers.Count, rows);
            integers.Read(range.First, labels);
            return labels;
        }

        Walk(path, rows, (label, row) =>
        {
            if (row < range.First || row >= range.End)
            {
                return;
            }

            // 2^53: above it not every whole number is a double.
            labels[row - range.First] = label == Math.Floor(label) && Math.Abs(label) <= 1L << 53
                ? (long)label
                : throw new DataFileException(path, $"has the label {label} for row {row}; labels are whole numbers");
        });
        return labels;
    }

    private static void MustBeOneARow(string path, long count, long rows)
    {
        if (count != rows)
        {
            throw new DataFileException(path, $"has {count} numbers for {rows} rows; there must be one for each");
        }
    }

    private static void Walk(string path, long rows, Action<double, long> visit)
    {
        using RowSource source = RowSource.Open(path);
        MustBeOneARow(path, source.Count, rows);
        RowBuffer buffer = new();
        double[] numbers = new double[MostElements];
        for (long start = 0; start < rows; start += MostElements)
        {
            int count = (int)Math.Min(MostElements, rows - start);
            ElementReader.ReadDoubles(source, start, numbers.AsSpan(0, count), buffer);
            for (int i = 0; i < count; i++)
            {
                visit(numbers[i], start + i);
            }
        }
    }
}
