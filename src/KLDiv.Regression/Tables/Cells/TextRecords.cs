using System.Text;
using System.Text.Unicode;
using CsvHelper;
using KLDiv.Files;

namespace KLDiv.Regression.Tables.Cells;

/// <summary>The records of a table that is text, as RFC 4180 has it.</summary>
internal sealed class TextRecords : TableRecords
{
    /// <summary>The most bytes of a record: a million columns of 64 bytes.</summary>
    private const int MostRecord = 1 << 26;

    private readonly string? _path;
    private readonly CsvReader _reader;
    private char[] _word = new char[256];

    private TextRecords(string? path, Stream stream, char separator, bool leaveOpen)
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
            leaveOpen);
        Names = Header();
    }

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="DataFileException">The file cannot be read or has no header.</exception>
    public static TextRecords Open(string path, char? separator)
    {
        FileStream? stream = null;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
            return new TextRecords(path, stream, separator ?? (path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : ','), leaveOpen: false);
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

    /// <summary>Reads a stream from where it stands, which is left open.</summary>
    /// <exception cref="RegressionDataException">There is no header.</exception>
    public static TextRecords Of(Stream stream, char? separator) => new(path: null, stream, separator ?? ',', leaveOpen: true);

    public override string Unit => "line";

    /// <summary>The line in which the record starts.</summary>
    public override long Number => _reader.LineNumber;

    public override string Emptiness => "has a line of column names and no rows";

    public override bool Next()
    {
        if (!Advance())
        {
            return false;
        }

        return _reader.FieldCount == Names.Count
            ? true
            : throw Wrong($"has {CellText.Counted(_reader.FieldCount, "column")}, and the header has {Names.Count}");
    }

    public override bool TryNumber(int field, out double number) => CellText.TryNumber(_reader.GetSpan(field), out number);

    public override ReadOnlySpan<char> Word(int field)
    {
        ReadOnlySpan<byte> text = _reader.GetSpan(field);
        if (_word.Length < text.Length)
        {
            _word = new char[text.Length];
        }

        return _word.AsSpan(0, Encoding.UTF8.GetChars(text, _word)).Trim();
    }

    public override bool IsText(int field) => Utf8.IsValid(_reader.GetSpan(field));

    public override Exception Malformed(string problem) => _path is null ? base.Malformed(problem) : new DataFileException(_path, problem);

    public override void Dispose() => _reader.Dispose();

    private string[] Header()
    {
        if (!Advance())
        {
            throw Malformed("is empty; a table starts with a line of column names");
        }

        string[] names = new string[_reader.FieldCount];
        for (int field = 0; field < names.Length; field++)
        {
            names[field] = Encoding.UTF8.GetString(_reader.GetSpan(field)).Trim();
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
            long line = wrong.LineNumber > 0 ? wrong.LineNumber : Number + 1;
            throw Malformed($"line {line} has a quote in the wrong place, or more than {MostRecord} bytes");
        }
        catch (Exception refusal) when (_path is not null && refusal is IOException or UnauthorizedAccessException)
        {
            throw DataFileException.From(refusal, _path!, "cannot be read");
        }
    }
}
