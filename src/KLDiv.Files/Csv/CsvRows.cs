using System.Buffers;
using KLDiv.Files.Bytes;
using KLDiv.Files.Elements;
using KLDiv.Files.Formats;
using KLDiv.Files.Rows;

namespace KLDiv.Files.Csv;

/// <summary>The rows of a file of text: a number for each class, a line for each row.</summary>
/// <remarks>
/// The file is read once when it is opened, to count its rows and to remember where some of them start. From there on rows are read by their number, from the
/// last place before them that is known. Of a compressed file and of UTF-16 that is the beginning, so that they are read in order.
/// </remarks>
internal sealed class CsvRows : FileRows
{
    /// <summary>What numbers are made of, and what may part them.</summary>
    private static readonly SearchValues<byte> OfNumbers = SearchValues.Create("0123456789+-.eE,;|\t \r\n\""u8);

    private readonly CsvPlaces _places;
    private readonly Lock _gate = new();
    private CsvLines? _lines;
    private long _next;

    private CsvRows(ByteSource file, CsvPlaces places)
        : base(file, file.Path, ElementType.Float64, [(nint)places.Rows, places.Columns]) => _places = places;

    /// <inheritdoc/>
    public override bool IsSequential => _places.IsSequential;

    public override TextDialect? Dialect => _places.Dialect;

    public override IReadOnlyList<string> Notes => _places.Notes;

    /// <summary>Whether a file begins with numbers in ASCII and what may part them, and nothing else.</summary>
    public static bool IsOfNumbers(ReadOnlySpan<byte> start) =>
        start.ContainsAnyInRange((byte)'0', (byte)'9') && !start.ContainsAnyExcept(OfNumbers);

    /// <param name="file">The file, owned from now on.</param>
    /// <param name="dialect">How it is written.</param>
    /// <exception cref="DataFileException">The file is malformed.</exception>
    public static CsvRows Open(ByteSource file, TextDialect dialect) => new(file, CsvPlaces.Find(file, dialect));

    protected override void Dispose(bool disposing)
    {
        _lines?.Dispose();
        base.Dispose(disposing);
    }

    protected override void Fill<T>(long start, Span<T> destination, RowBuffer buffer)
    {
        Span<double> values = System.Runtime.InteropServices.MemoryMarshal.Cast<T, double>(destination);
        (long row, long column) = Math.DivRem(start, Support);
        if (!IsSequential)
        {
            using CsvLines lines = _places.Before(row, out long first);
            Fill(lines, row - first, (int)column, values);
            return;
        }

        lock (_gate)
        {
            if (_lines is null || row < _next)
            {
                _lines?.Dispose();
                _lines = _places.Before(row, out _next);
            }

            long skipped = row - _next;

            // Where reading fails, or ends within a row, what follows is not where it is thought to be: the next reading starts again.
            _next = long.MaxValue;
            Fill(_lines, skipped, (int)column, values);
            _next = (start + values.Length) % Support == 0 ? (start + values.Length) / Support : long.MaxValue;
        }
    }

    private void Fill(CsvLines lines, long skipped, int column, Span<double> values)
    {
        for (; skipped > 0; skipped--)
        {
            MustBeThere(lines);
        }

        while (!values.IsEmpty)
        {
            MustBeThere(lines);
            int count = (int)Math.Min(Support - column, values.Length);
            for (int i = 0; i < count; i++)
            {
                values[i] = lines.NumberOf(column + i);
            }

            values = values[count..];
            column = 0;
        }
    }

    private void MustBeThere(CsvLines lines)
    {
        if (!lines.Next())
        {
            throw File.Malformed($"has changed since it was opened: it had {Rows} rows, and ends after line {lines.Number}");
        }

        if (!lines.Has(_places.Columns))
        {
            throw lines.Malformed($"has changed since the file was opened: it has {CsvLines.Counted(lines.Count, "column")}, and had {Support}");
        }
    }
}
