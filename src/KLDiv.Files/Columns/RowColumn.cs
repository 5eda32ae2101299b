using KLDiv.Files.Columns;

namespace KLDiv.Files;

/// <summary>A number for each row of something else: weights, true classes. From a file, from memory or from rows.</summary>
/// <remarks>Any number of threads may read at once, unless the column is made of rows that are sequential.</remarks>
public abstract class RowColumn
{
    /// <summary>Above it not every whole number is a double.</summary>
    private const long MostLabel = 1L << 53;

    private protected RowColumn(string name) => Name = name;

    /// <summary>What messages and reports call it: a file as the user named it.</summary>
    public string Name { get; }

    /// <summary>The file that is read; null where there is none.</summary>
    public virtual string? FilePath => null;

    /// <summary>The numbers in a file, which is opened each time they are read.</summary>
    /// <param name="path">A file that <see cref="RowSource.Open"/> opens, with as many numbers as there are rows: of any type, integers and
    /// <c>bool</c> included.</param>
    /// <returns>The column.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    public static RowColumn Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FileColumn(path);
    }

    /// <summary>Numbers in memory.</summary>
    /// <param name="numbers">A number for each row.</param>
    /// <param name="name">What messages and reports call them.</param>
    /// <returns>The column.</returns>
    public static RowColumn FromMemory(ReadOnlyMemory<double> numbers, string name = "memory") => new NumbersColumn(numbers, name);

    /// <summary>Whole numbers in memory: labels.</summary>
    /// <inheritdoc cref="FromMemory(ReadOnlyMemory{double}, string)"/>
    public static RowColumn FromMemory(ReadOnlyMemory<long> numbers, string name = "memory") => new IntegersColumn(numbers, name);

    /// <summary>The elements of a source, one after the other.</summary>
    /// <param name="source">The source, which must stay open.</param>
    /// <returns>The column.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static RowColumn FromRows(RowSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new SourceColumn(source);
    }

    /// <summary>Reads the weights of a range of rows.</summary>
    /// <param name="rows">How many rows there are in all.</param>
    /// <param name="range">The rows whose weights are wanted.</param>
    /// <param name="largest">The largest weight of all rows; 0 where there is no row.</param>
    /// <returns>The weights of the range.</returns>
    /// <exception cref="DataFileException">The file cannot be read, has another number of weights than rows, or one that is negative or not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the rows.</exception>
    public double[] ReadWeights(long rows, RowRange range, out double largest)
    {
        MustBeWithin(rows, range);
        double[] weights = new double[range.Count];
        double most = 0;
        Walk(rows, (weight, row) =>
        {
            if (!(weight >= 0 && double.IsFinite(weight)))
            {
                throw new DataFileException(Name, $"has the weight {weight} for row {row}; weights are finite and at least 0");
            }

            most = Math.Max(most, weight);
            if (row >= range.First && row < range.End)
            {
                weights[row - range.First] = weight;
            }
        });
        largest = most;
        return weights;
    }

    /// <summary>Reads the true classes of a range of rows; whether there are such classes is not looked at.</summary>
    /// <param name="rows">How many rows there are in all.</param>
    /// <param name="range">The rows whose classes are wanted.</param>
    /// <returns>The labels of the range.</returns>
    /// <exception cref="DataFileException">The file cannot be read, has another number of labels than rows, or one that is no whole number.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the rows.</exception>
    public long[] ReadLabels(long rows, RowRange range)
    {
        MustBeWithin(rows, range);
        return LabelsOf(rows, range);
    }

    /// <summary>The labels of a range that is known to lie within the rows.</summary>
    private protected virtual long[] LabelsOf(long rows, RowRange range)
    {
        long[] labels = new long[range.Count];
        Walk(rows, (label, row) =>
        {
            if (row >= range.First && row < range.End)
            {
                labels[row - range.First] = label == Math.Floor(label) && Math.Abs(label) <= MostLabel
                    ? (long)label
                    : throw new DataFileException(Name, $"has the label {label} for row {row}; labels are whole numbers");
            }
        });
        return labels;
    }

    /// <summary>Visits all numbers in their order, each with the number of its row.</summary>
    /// <exception cref="DataFileException">The numbers cannot be read, or are not as many as the rows.</exception>
    private protected abstract void Walk(long rows, Action<double, long> visit);

    private protected void MustBeOneARow(long count, long rows)
    {
        if (count != rows)
        {
            throw new DataFileException(Name, $"has {count} numbers for {rows} rows; there must be one for each");
        }
    }

    private static void MustBeWithin(long rows, RowRange range)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(range.First, nameof(range));
        ArgumentOutOfRangeException.ThrowIfNegative(range.Count, nameof(range));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(range.End, rows, nameof(range));
    }
}
