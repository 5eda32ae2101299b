using CsvHelper;
using KLDiv.Files;

namespace KLDiv.Regression.Tables.Cells;

/// <summary>The records of a table one by one, with the errors of the file.</summary>
internal sealed class TableLines : IDisposable
{
    /// <summary>The most bytes of a record: a million columns of 256 bytes.</summary>
    private const int MostRecord = 1 << 28;

    private readonly string _path;
    private readonly CsvReader _reader;
    private readonly string[] _names;
    private readonly Dictionary<string, int> _fields = new(StringComparer.Ordinal);

    private TableLines(string path, Stream stream, char separator)
    {
        _path = path;
        _reader = CsvReader.Create(
            stream,
            new CsvReaderOptions
            {
                Separator = separator,
                HasHeader = false,
                TrimWhitespace = true,
                TrackLineNumbers = true,
                MalformedData = CsvMalformedDataHandling.Throw,
                IncludeValuesInExceptions = false,
                MaxRecordSize = MostRecord,
                BufferSize = 1 << 18,
            },
            leaveOpen: false);
        _names = Header();
        for (int field = 0; field < _names.Length; field++)
        {
            // A name that is there twice is an error only where it is asked for.
            _fields[_names[field]] = _fields.ContainsKey(_names[field]) ? -1 : field;
        }
    }

    public IReadOnlyList<string> Names => _names;

    /// <summary>Opens a table and reads its header.</summary>
    /// <exception cref="DataFileException">The file cannot be read or has no header.</exception>
    public static TableLines Open(string path, char? separator)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStream? stream = null;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
            return new TableLines(path, stream, separator ?? (path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : ','));
        }
        catch (Exception refusal) when (refusal is IOException and not DataFileException or UnauthorizedAccessException)
        {
            stream?.Dispose();
            throw DataFileException.From(refusal, path, "cannot be opened");
        }
        catch
        {
            stream?.Dispose();
            throw;
        }
    }

    /// <summary>Moves to the next record.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="DataFileException">It is malformed, or has not the fields of the header.</exception>
    public bool Next()
    {
        if (!Advance())
        {
            return false;
        }

        return _reader.FieldCount == _names.Length
            ? true
            : throw Wrong($"has {CellText.Counted(_reader.FieldCount, "column")}, and the header has {_names.Length}");
    }

    /// <summary>A field of the record as UTF-8, without quotes and blanks around it; valid until the next record.</summary>
    public ReadOnlySpan<byte> Field(int field) => _reader.GetSpan(field);

    /// <summary>The line in which the record starts, from 1.</summary>
    public long Line => _reader.LineNumber;

    /// <summary>The number of the column of a name.</summary>
    /// <exception cref="DataFileException">There is none, or more than one.</exception>
    public int FieldOf(string name) =>
        !_fields.TryGetValue(name, out int field) ? throw Malformed($"has no column {CellText.Shown(name)}; it has {CellText.List(_names)}")
        : field >= 0 ? field
        : throw Malformed(
            $"has {_names.Count(other => string.Equals(other, name, StringComparison.Ordinal))} columns {CellText.Shown(name)}, the first two in places "
            + $"{Array.IndexOf(_names, name) + 1} and {Array.IndexOf(_names, name, Array.IndexOf(_names, name) + 1) + 1}");

    public DataFileException Malformed(string problem) => new(_path, problem);

    /// <summary>An error of the record.</summary>
    public DataFileException Wrong(string problem) => Malformed($"line {Line} {problem}");

    public void Dispose() => _reader.Dispose();

    private string[] Header()
    {
        if (!Advance())
        {
            throw Malformed("is empty; a table starts with a line of column names");
        }

        string[] names = new string[_reader.FieldCount];
        for (int field = 0; field < names.Length; field++)
        {
            names[field] = System.Text.Encoding.UTF8.GetString(_reader.GetSpan(field)).Trim();
        }

        return names;
    }

    private bool Advance()
    {
        try
        {
            return _reader.Read();
        }
        catch (CsvFormatException wrong)
        {
            long line = wrong.LineNumber > 0 ? wrong.LineNumber : Line + 1;
            throw new DataFileException(_path, $"line {line} has a quote in the wrong place, or more than {MostRecord} bytes", wrong);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            throw DataFileException.From(refusal, _path, "cannot be read");
        }
    }
}
