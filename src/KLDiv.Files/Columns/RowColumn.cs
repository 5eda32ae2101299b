using System.Globalization;
using KLDiv.Files.Columns;
using KLDiv.Files.Elements;

namespace KLDiv.Files;

/// <summary>A number for each row of something else: weights, marks of a mask, true classes. From a file, from memory or from rows.</summary>
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
    /// <param name="dialect">How the file is written if it is text; null: as is found.</param>
    /// <returns>The column.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    public static RowColumn Open(string path, TextDialect? dialect = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FileColumn(path, dialect, []);
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
        return new SourceColumn(source, []);
    }

    /// <summary>The numbers of a run of rows, where the column has those of more.</summary>
    /// <param name="rows">How many rows the column has numbers for.</param>
    /// <param name="range">The run.</param>
    /// <returns>The column of the run.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the rows.</exception>
    public RowColumn Slice(long rows, RowRange range)
    {
        MustBeWithin(rows, range);
        return range.Count == rows ? this : new SlicedColumn(this, rows, range);
    }

    /// <summary>
    /// The same numbers, known to be those of the rows of a source: where they are a tensor of several axes and so are the rows, such as (batch, tokens) and
    /// (batch, tokens, classes), these axes must be the same, in the same order.
    /// </summary>
    /// <param name="rows">The source.</param>
    /// <returns>The column.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> is null.</exception>
    public virtual RowColumn Beside(RowSource rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return this;
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

    /// <summary>Reads which rows of a range count: those of 0 do not.</summary>
    /// <param name="rows">How many rows there are in all.</param>
    /// <param name="range">The rows that are meant.</param>
    /// <returns>Whether each row counts.</returns>
    /// <exception cref="DataFileException">The file cannot be read, has another number of marks than rows, or one that is no whole number of at least 0.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the rows.</exception>
    public bool[] ReadMask(long rows, RowRange range)
    {
        MustBeWithin(rows, range);
        bool[] mask = new bool[range.Count];
        Walk(rows, (mark, row) =>
        {
            if (!(mark >= 0 && double.IsInteger(mark)))
            {
                throw new DataFileException(
                    Name, string.Create(CultureInfo.InvariantCulture, $"has {mark} for row {row}; in a mask 0 leaves a row out, and 1 keeps it (weights are another option)"));
            }

            if (row >= range.First && row < range.End)
            {
                mask[row - range.First] = mark != 0;
            }
        });
        return mask;
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

    /// <inheritdoc cref="Walk"/>
    internal void WalkAll(long rows, Action<double, long> visit) => Walk(rows, visit);

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

    private protected void MustBeOneARow(RowSource numbers, nint[] rowAxes, long rows)
    {
        MustBeOneARow(numbers.Count, rows);
        nint[] axes = [.. numbers.Lengths.ToArray().Where(length => length != 1)];
        if (axes.Length > 1 && rowAxes.Length > 1 && !axes.SequenceEqual(rowAxes))
        {
            throw new DataFileException(
                Name, $"has shape {TensorShape.Text(numbers.Lengths)} for rows of shape {TensorShape.Text(rowAxes)}; their axes must be the same, in the same order");
        }
    }

    /// <summary>The axes of rows that are longer than 1.</summary>
    private protected static nint[] AxesOf(RowSource rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return [.. rows.Lengths[..^1].ToArray().Where(length => length != 1)];
    }

    /// <summary>The weights of all rows, 0 for those that a mask leaves out.</summary>
    /// <param name="weights">The weights; null: all weigh 1.</param>
    /// <param name="mask">The mask; null: all count.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="masked">How many of them the mask leaves out.</param>
    /// <returns>One a row; none where all weigh 1.</returns>
    /// <exception cref="DataFileException">They cannot be read, or are not one a row.</exception>
    internal static double[] ReadWeights(RowColumn? weights, RowColumn? mask, RowSource rows, out long masked)
    {
        RowRange all = new(0, rows.Rows);
        double[] read = weights?.Beside(rows).ReadWeights(rows.Rows, all, out _) ?? [];
        bool[]? kept = mask?.Beside(rows).ReadMask(rows.Rows, all);
        masked = kept?.LongCount(isKept => !isKept) ?? 0;
        return kept is null ? read : [.. kept.Select((isKept, row) => !isKept ? 0 : read.Length == 0 ? 1 : read[row])];
    }

    private static void MustBeWithin(long rows, RowRange range)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(range.First, nameof(range));
        ArgumentOutOfRangeException.ThrowIfNegative(range.Count, nameof(range));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(range.End, rows, nameof(range));
    }
}
