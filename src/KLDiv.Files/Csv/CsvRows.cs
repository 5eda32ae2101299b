using System.Globalization;
using CsvHelper;
using KLDiv.Files.Bytes;
using KLDiv.Files.Elements;
using KLDiv.Files.Formats;
using KLDiv.Files.Rows;

namespace KLDiv.Files.Csv;

/// <summary>The rows of a <c>.csv</c> file: a number for each class, a line for each row.</summary>
/// <remarks>
/// The file is read once when it is opened, to count its rows and to remember where some of them start. From there on rows are
/// read by their number, from the last place before them that is known.
/// </remarks>
internal sealed class CsvRows : FileRows
{
    /// <summary>The most bytes of a line: some 300,000 numbers of float32 in full.</summary>
    public const int MostLine = 1 << 22;

    /// <summary>A place is remembered for every so many bytes.</summary>
    private const long MarkDistance = 1 << 16;

    private const int MostShown = 40;

    private static readonly CsvReaderOptions Options = new()
    {
        Separator = ',',
        HasHeader = false,
        SkipEmptyLines = false,
        AllowLineBreaksInQuotes = false,
        MalformedData = CsvMalformedDataHandling.Throw,
        IncludeValuesInExceptions = false,
        MaxRecordSize = MostLine,
    };

    private readonly List<Mark> _marks;
    private readonly int _headerLines;

    private CsvRows(ByteSource file, nint rows, nint columns, List<Mark> marks, int headerLines)
        : base(file, file.Path, ElementType.Float64, [rows, columns])
    {
        _marks = marks;
        _headerLines = headerLines;
    }

    /// <param name="file">The file, owned from now on.</param>
    /// <exception cref="DataFileException">The file is malformed.</exception>
    public static CsvRows Open(ByteSource file)
    {
        MustBeUtf8(file);
        var lines = new Lines(file, 0, 0);
        using CsvReader reader = lines.Reader;
        if (!lines.Next())
        {
            throw file.Malformed("holds no rows");
        }

        int columns = reader.FieldCount;
        int headerLines = IsHeader(file, reader) ? 1 : 0;
        bool hasRow = headerLines == 0 || lines.Next();
        List<Mark> marks = [new Mark(0, lines.Offset)];
        long rows = 0;
        for (; hasRow; hasRow = lines.Next())
        {
            if (reader.FieldCount != columns)
            {
                throw lines.Malformed($"has {Counted(reader.FieldCount, "column")}, and the first line has {columns}");
            }

            if (lines.Offset - marks[^1].Offset >= MarkDistance)
            {
                marks.Add(new Mark(rows, lines.Offset));
            }

            rows++;
        }

        return new CsvRows(file, (nint)rows, columns, marks, headerLines);
    }

    protected override void Fill<T>(long start, Span<T> destination, RowBuffer buffer)
    {
        Span<double> values = System.Runtime.InteropServices.MemoryMarshal.Cast<T, double>(destination);
        (long row, long column) = Math.DivRem(start, Support);
        Mark mark = MarkBefore(row);
        var lines = new Lines(File, mark.Offset, mark.Row + _headerLines);
        using CsvReader reader = lines.Reader;
        for (long skipped = mark.Row; skipped < row; skipped++)
        {
            MustBeThere(lines);
        }

        while (!values.IsEmpty)
        {
            MustBeThere(lines);
            int count = (int)Math.Min(Support - column, values.Length);
            for (int i = 0; i < count; i++)
            {
                values[i] = NumberOf(lines, (int)column + i);
            }

            values = values[count..];
            column = 0;
        }
    }

    /// <summary>A header names the columns: no field of it is a number. A first line that is a mixture is more likely a mistake.</summary>
    private static bool IsHeader(ByteSource file, CsvReader reader)
    {
        (int numbers, int other) = (0, -1);
        for (int i = 0; i < reader.FieldCount; i++)
        {
            bool isNumber = TryParse(reader.GetSpan(i), out _);
            numbers += isNumber ? 1 : 0;
            other = isNumber || other >= 0 ? other : i;
        }

        return other < 0 || numbers == 0
            ? other >= 0
            : throw file.Malformed(
                $"line 1 has {Shown(reader.GetSpan(other))} in column {other + 1} and {Counted(numbers, "number")} beside it; a header has none, and a row nothing else");
    }

    private static double NumberOf(Lines lines, int column)
    {
        ReadOnlySpan<byte> text = lines.Reader.GetSpan(column);
        return TryParse(text, out double value)
            ? value
            : throw lines.Malformed($"has {Shown(text)} in column {column + 1} where a number must be");
    }

    private static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        if (NumberText.TryParse(text, out value))
        {
            return true;
        }

        // The short forms that C and Python write.
        ReadOnlySpan<byte> word = text.Trim((byte)' ');
        value = word.StartsWith("-"u8) ? double.NegativeInfinity : double.PositiveInfinity;
        word = word.StartsWith("-"u8) || word.StartsWith("+"u8) ? word[1..] : word;
        return word.Length == 3 && (word[0] | 0x20) == 'i' && (word[1] | 0x20) == 'n' && (word[2] | 0x20) == 'f';
    }

    private static string Shown(ReadOnlySpan<byte> text) =>
        text.IsEmpty ? "nothing" : TensorPath.Shown(System.Text.Encoding.UTF8.GetString(text[..Math.Min(text.Length, MostShown)]));

    private static string Counted(long count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private static void MustBeUtf8(ByteSource file)
    {
        if (file.ReadStart(2) is [0xFE, 0xFF] or [0xFF, 0xFE])
        {
            throw file.Malformed("is text in UTF-16; UTF-8 is read");
        }
    }

    private void MustBeThere(Lines lines)
    {
        if (!lines.Next())
        {
            throw File.Malformed($"has changed since it was opened: it had {Rows} rows, and ends after line {lines.Number}");
        }

        if (lines.Reader.FieldCount != Support)
        {
            throw lines.Malformed($"has changed since the file was opened: it has {Counted(lines.Reader.FieldCount, "column")}, and had {Support}");
        }
    }

    private Mark MarkBefore(long row)
    {
        (int low, int high) = (0, _marks.Count - 1);
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = _marks[middle].Row <= row ? (middle, high) : (low, middle - 1);
        }

        return _marks[low];
    }

    /// <summary>A row of which it is known where it starts.</summary>
    private readonly record struct Mark(long Row, long Offset);

    /// <summary>Lines from a place in the file on, each counted for messages.</summary>
    private sealed class Lines(ByteSource file, long offset, long number)
    {
        public CsvReader Reader { get; } = CsvReader.Create(new PartStream(file, offset, file.Length - offset), Options, leaveOpen: false);

        /// <summary>The number of the line, from 1 on.</summary>
        public long Number { get; private set; } = number;

        /// <summary>Where the line starts in the file.</summary>
        public long Offset => offset + Reader.ByteOffset;

        public bool Next()
        {
            try
            {
                bool isThere = Reader.Read();
                Number += isThere ? 1 : 0;
                return isThere;
            }
            catch (CsvFormatException e)
            {
                throw new DataFileException(
                    file.Path, $"line {Number + 1} has a quote in the wrong place, or more than {MostLine} bytes", e);
            }
        }

        public DataFileException Malformed(string problem) => file.Malformed($"line {Number} {problem}");
    }
}
