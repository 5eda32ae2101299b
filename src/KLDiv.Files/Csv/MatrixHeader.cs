namespace KLDiv.Files.Csv;

/// <summary>Tells whether the first line of a matrix names its columns.</summary>
internal static class MatrixHeader
{
    /// <summary>What to do about names of rows.</summary>
    public const string WithoutNames = "write it without them (pandas: index=False; R: row.names=FALSE)";

    /// <summary>Fewer numbers that count up may well be a row.</summary>
    private const int LeastCounted = 3;

    /// <summary>A header names the columns: no field of it is a number. A first line that is a mixture is more likely a mistake.</summary>
    /// <param name="first">At the first line.</param>
    /// <param name="columns">How many columns there are.</param>
    /// <exception cref="DataFileException">Some fields are numbers and some are not.</exception>
    public static bool IsOne(CsvLines first, int columns)
    {
        (int numbers, int other) = (0, -1);
        for (int i = 0; i < columns; i++)
        {
            bool isNumber = first.TryNumber(i, out _);
            numbers += isNumber ? 1 : 0;
            other = isNumber || other >= 0 ? other : i;
        }

        return other < 0 || numbers == 0
            ? other >= 0
            : throw first.Malformed(
                $"has {first.Shown(other)} in column {other + 1} and {CsvLines.Counted(numbers, "number")} beside it; a header has none, and a row nothing else{(IsNumbered(first, columns) ? $"; it seems to number the classes, beside names of the rows: {WithoutNames}" : "")}");
    }

    /// <summary>What speaks against how the first line is read; null: nothing.</summary>
    /// <param name="first">At the first line.</param>
    /// <param name="columns">How many columns there are.</param>
    /// <param name="isHeader">Whether it is read as a header.</param>
    public static string? DoubtAbout(CsvLines first, int columns, bool isHeader) =>
        isHeader && columns > 1 && first.IsEmpty(0) && !first.IsEmpty(1)
            ? $"line {first.Number} names all columns but the first, which is read as a class; if it holds names of the rows, {WithoutNames}"
        : !isHeader && columns >= LeastCounted && CountsUp(first, columns, from: 0)
            ? $"line {first.Number} counts up, and is read as a row; if it numbers the classes, delete it (--no-header says that it is a row)"
        : null;

    /// <summary>Whether the first field is empty and the others number the columns behind it.</summary>
    private static bool IsNumbered(CsvLines first, int columns) => columns > 1 && first.IsEmpty(0) && CountsUp(first, columns, from: 1);

    private static bool CountsUp(CsvLines line, int columns, int from)
    {
        bool isCount = line.TryNumber(from, out double start) && start is 0 or 1;
        for (int i = from; isCount && i < columns; i++)
        {
            isCount = line.TryNumber(i, out double number) && number == start + (i - from);
        }

        return isCount;
    }
}
