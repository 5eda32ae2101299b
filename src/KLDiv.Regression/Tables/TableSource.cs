using System.Data;
using KLDiv.Files;
using KLDiv.Regression.Fitting;
using KLDiv.Regression.Tables.Cells;

namespace KLDiv.Regression;

/// <summary>Where a table comes from: a file, text, a database's answer, or the records of a program. It is read once, from its start to its end.</summary>
public sealed class TableSource
{
    private readonly Func<TextDialect, TableRecords> _open;
    private readonly bool _isFile;

    private TableSource(string name, Func<TextDialect, TableRecords> open, bool isFile = false)
    {
        Name = name;
        _open = open;
        _isFile = isFile;
    }

    /// <summary>What messages and headings call it: the path of a file, else what it was named.</summary>
    public string Name { get; }

    /// <summary>A file of text, compressed by gzip or not; or one of a format in <see cref="FileFormats.Default"/> that holds tables, as Parquet and Arrow do.</summary>
    /// <param name="path">Where it is; how text is written is found, where <see cref="TableOptions.Dialect"/> does not say it.</param>
    public static TableSource OfFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new TableSource(path, dialect => (TableRecords?)TypedRecords.Open(path, dialect) ?? TextRecords.Open(path, dialect), isFile: true);
    }

    /// <summary>The bytes of a table of text, compressed by gzip or not.</summary>
    /// <param name="text">Read from where it stands, and left open.</param>
    /// <param name="name">What headings call it; null: the text.</param>
    public static TableSource OfText(Stream text, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new TableSource(name ?? "the text", dialect => TextRecords.Of(text, dialect));
    }

    /// <summary>A table of text.</summary>
    /// <param name="text">Read from where it stands, and left open.</param>
    /// <param name="name">What headings call it; null: the text.</param>
    public static TableSource OfText(TextReader text, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new TableSource(name ?? "the text", dialect => TextRecords.Of(new Utf8Text(text), dialect with { Encoding = System.Text.Encoding.UTF8 }));
    }

    /// <summary>The rows of a database's answer, or of anything that can be read so.</summary>
    /// <param name="reader">Read to the end of its first result, and left open. A number is a number, a text is read as a field of a CSV file would be.</param>
    /// <param name="name">What headings call it; null: the answer.</param>
    public static TableSource OfReader(IDataReader reader, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new TableSource(name ?? "the answer", _ => new DataReaderRecords(reader));
    }

    /// <summary>The records of a program.</summary>
    /// <param name="records">The records, which are asked for one after the other.</param>
    /// <param name="columns">What they say; null: <see cref="RecordColumns{T}.OfProperties"/>.</param>
    /// <param name="name">What headings call it; null: the records.</param>
    /// <exception cref="InvalidOperationException">No columns are given, and the records have no public property that can be read.</exception>
    public static TableSource OfRecords<T>(IEnumerable<T> records, RecordColumns<T>? columns = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(records);
        RecordColumns<T> all = columns ?? RecordColumns<T>.OfProperties();
        return new TableSource(name ?? "the records", _ => new ObjectRecords<T>(records, all.Items));
    }

    /// <summary>An error of the table, when it is no longer open.</summary>
    internal Exception Malformed(string problem, Exception cause) => _isFile
        ? new DataFileException(Name, problem, cause)
        : new RegressionDataException(DataChecks.TableName, problem);

    internal TableRecords Open(TextDialect dialect, MissingMarks marks)
    {
        TableRecords records = _open(dialect);
        records.Marks = marks;
        return records;
    }
}
