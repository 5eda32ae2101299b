using System.Text;
using KLDiv.Files.Bytes;

namespace KLDiv.Files.Csv;

/// <summary>How many rows a file of numbers has, and where some of them start.</summary>
internal sealed class CsvPlaces
{
    /// <summary>A place is remembered for every so many bytes.</summary>
    private const long Distance = 1 << 16;

    private readonly ByteSource _file;
    private readonly TextDialect _told;
    private readonly FoundDialect _found;
    private readonly Encoding? _encoding;
    private readonly int _before;
    private readonly List<Place> _places = [];

    private CsvPlaces(ByteSource file, TextDialect told)
    {
        (_file, _told) = (file, told);
        DecodedText text = Text();
        _found = DialectGuess.Of(text, told, file.Path);
        _encoding = text.HasByteLines && !text.IsCompressed ? text.Encoding : null;
        using CsvLines lines = new(file, text, _found, lines: 0);
        _before = _found.IsDeclared && lines.Next() ? 1 : 0;
        bool hasRow = lines.Next();
        if (!hasRow)
        {
            throw file.Malformed("holds no rows");
        }

        Columns = lines.Count > 1 && lines.Has(lines.Count - 1) ? lines.Count - 1 : lines.Count;
        bool hasHeader = told.HasHeader ?? MatrixHeader.IsOne(lines, Columns);
        string? doubt = told.HasHeader is null ? MatrixHeader.DoubtAbout(lines, Columns, hasHeader) : null;
        if (hasHeader)
        {
            _before++;
            hasRow = lines.Next();
        }

        Dialect = new TextDialect { Separator = _found.Separator, DecimalMark = _found.DecimalMark, Encoding = text.Encoding, HasHeader = hasHeader };
        Notes = [.. text.Doubts, .. _found.Doubts, .. doubt is null ? (string[])[] : [doubt]];
        Count(lines, hasRow);
        if (text.HasUnknown)
        {
            throw file.Malformed($"has bytes that are not {told.Encoding!.WebName}; --encoding names another");
        }
    }

    /// <summary>Reads a file from its first line to its last.</summary>
    /// <param name="file">The file.</param>
    /// <param name="told">How it is said to be written.</param>
    /// <exception cref="DataFileException">A line has another number of columns than the first, or is malformed.</exception>
    public static CsvPlaces Find(ByteSource file, TextDialect told) => new(file, told);

    /// <summary>How the file is written.</summary>
    public TextDialect Dialect { get; }

    /// <summary>What was guessed of it and may be wrong.</summary>
    public IReadOnlyList<string> Notes { get; }

    public long Rows { get; private set; }

    public int Columns { get; }

    /// <summary>Whether rows can be read from the beginning alone.</summary>
    public bool IsSequential => _encoding is null;

    /// <summary>Opens the lines from the last known place before a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="first">The row that comes next.</param>
    public CsvLines Before(long row, out long first)
    {
        first = 0;
        if (_encoding is null)
        {
            CsvLines all = new(_file, Text(), _found, lines: 0);
            for (int record = 0; record < _before; record++)
            {
                all.Next();
            }

            return all;
        }

        Place last = PlaceBefore(row);
        first = last.Row;
        StreamReader text = new(new PartStream(_file, last.Offset, _file.Length - last.Offset), _encoding, detectEncodingFromByteOrderMarks: false);
        return new CsvLines(_file, text, _found, last.Line - 1);
    }

    private Place PlaceBefore(long row)
    {
        (int low, int high) = (0, _places.Count - 1);
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = _places[middle].Row <= row ? (middle, high) : (low, middle - 1);
        }

        return _places[low];
    }

    private DecodedText Text() =>
        DecodedText.Of(new PartStream(_file, 0, _file.Length), _told.Encoding, _file.Path, problem => _file.Malformed(problem), leaveOpen: false);

    private void Count(CsvLines lines, bool hasRow)
    {
        LineOffsets offsets = new(_file);
        for (; hasRow; hasRow = lines.Next())
        {
            if (!lines.Has(Columns))
            {
                throw lines.Malformed($"has {CsvLines.Counted(lines.Count, "column")}, and the first line has {Columns}{Advice()}");
            }

            long offset = IsSequential ? 0 : offsets.Of(lines.Number);
            if (_places.Count == 0 || offset - _places[^1].Offset >= Distance)
            {
                _places.Add(new Place(Rows, lines.Number, offset));
            }

            Rows++;
        }
    }

    /// <summary>What can be done about a row of another number of columns than the first line.</summary>
    private string Advice() => _found.HasRowNames ? $"; the rows seem to have names: {MatrixHeader.WithoutNames}"
        : Columns == 1 ? "; --separator says what parts the columns"
        : "";

    /// <summary>A row of which it is known where it starts.</summary>
    private readonly record struct Place(long Row, long Line, long Offset);
}
