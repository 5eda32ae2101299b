using KLDiv.Regression.Tables.Cells;

namespace KLDiv.Regression.Tables.Recognising;

/// <summary>Decides what a column is, from all its cells.</summary>
/// <param name="records">The table, for its errors.</param>
/// <param name="cells">The cells of all columns.</param>
internal sealed class ColumnRecognition(TableRecords records, RowStore cells)
{
    /// <summary>Numbers of eight digits are dates where so many of them are nothing else.</summary>
    private const int FewestDatesAsNumbers = 5;

    /// <summary>Decides, and finds the ranges of what they are.</summary>
    /// <param name="columns">The columns, in the order of their cells.</param>
    /// <exception cref="KLDiv.Files.DataFileException">One of them is not what the user said.</exception>
    public RecognisedColumn[] Of(IReadOnlyList<NewColumn> columns)
    {
        RecognisedColumn[] recognised = [.. columns.Select(Decide)];

        // All columns in one walk: the cells of a row lie together.
        for (int row = 0; row < cells.Rows; row++)
        {
            Span<double> read = cells.Row(row);
            for (int i = 0; i < recognised.Length; i++)
            {
                recognised[i].See(read[i]);
            }
        }

        return recognised;
    }

    private RecognisedColumn Decide(NewColumn column, int at) => column.HasTooMany || column.Wish.HoldsLevels ? Levels(column, doubt: null)
        : column.Wish.Date is not null ? Dates(column)
        : Inferred(column, at);

    private RecognisedColumn Inferred(NewColumn column, int at)
    {
        string[] words = [.. column.Words.Where(word => !CellText.IsMark(word))];
        if (words.Length == 0 && (column.HasNumbers || column.Words.Count == 0))
        {
            return !column.HasNumbers ? new RecognisedColumn(column) { Sort = ColumnSort.Empty }
                : column.Wish.Kind is null && !column.Wish.IsValue && !column.Wish.IsNoDate && AreDates(at) ? DatesAsNumbers(column)
                : Plain(column);
        }

        if (Array.TrueForAll(words, word => CellText.TryNumber(word, out _)) && words.Length > 0)
        {
            return column.FirstInfinite is { } infinite
                ? throw records.Malformed(
                    $"{records.Unit} {infinite.At} has {infinite.Text} in column {CellText.Shown(column.Name)}; {(column.Wish.IsValue ? "it" : "a feature")} must be finite")
                : Plain(column);
        }

        IReadOnlyList<CellFormat> formats = column.Settled is { } settled ? [settled] : ColumnFormats.Of(column);
        return formats switch
        {
            [] when column.Wish.Cycle is not null => throw records.Malformed(
                $"{records.Unit} {column.FirstWordAt} has {CellText.Shown(column.FirstWord)} in column {CellText.Shown(column.Name)}, where a number must be"),
            [] => Levels(column, Doubt(column, at)),
            [DateFormat, ..] when column.Wish.Cycle is not null => throw records.Malformed(
                $"{records.Unit} {column.FirstWordAt} has {CellText.Shown(column.FirstWord)} in column {CellText.Shown(column.Name)}, where a number must be; dates come round by themselves"),
            [DateFormat, DateFormat, ..] => new RecognisedColumn(column)
            {
                Sort = ColumnSort.Levels,
                IsUndecidedDate = true,
                Doubt = $"column {CellText.Shown(column.Name)} {Undecided(column, words[0])}",
            },
            [DateFormat date, ..] => Formatted(column, ColumnSort.Date, date, note: null),
            [ClockFormat clock, ..] => Formatted(column, ColumnSort.Time, clock, Note(column, clock, words[0])),
            [var format, ..] => Formatted(column, ColumnSort.Number, format, Note(column, format, words[0])),
        };
    }

    private static string Undecided(NewColumn column, string example) =>
        $"has dates such as {CellText.Shown(example)} that may begin with the day or the month; --date {column.Name}:dmy or {column.Name}:mdy says which";

    private static RecognisedColumn Plain(NewColumn column) => new(column)
    {
        Sort = ColumnSort.Number,
        Numbers = [.. column.Words.Select(word => CellText.TryNumber(word, out double number) ? number : double.NaN)],
    };

    private static RecognisedColumn Levels(NewColumn column, string? doubt) => new(column) { Sort = ColumnSort.Levels, Doubt = doubt };

    private RecognisedColumn Formatted(NewColumn column, ColumnSort sort, CellFormat format, string? note) => new(column)
    {
        Sort = sort,
        Format = format,
        Note = note,
        Numbers = [.. column.Words.Select(word => format.TryParse(word, out double number) && !records.Marks.Are(number) ? number : double.NaN)],
    };

    private static RecognisedColumn DatesAsNumbers(NewColumn column) => new(column)
    {
        Sort = ColumnSort.Date,
        Format = new DateFormat(DateOrder.YearMonthDay),
        HasDatesAsNumbers = true,
        Note = $"column {CellText.Shown(column.Name)} has numbers of eight digits that are all dates, and is read so; --no-date {column.Name} leaves them numbers",
    };

    private static string Note(NewColumn column, CellFormat format, string example)
    {
        _ = format.TryParse(example, out double number);
        string name = CellText.Shown(column.Name);
        return format is ClockFormat
            ? $"column {name} has times such as {CellText.Shown(example)}, read as hours: {number:0.####}"
                + (column.Wish.Cycle is null && !column.Wish.IsValue ? $"; --cyclic {column.Name}:24 lets the hours of a day come round" : "")
            : $"column {name} has numbers such as {CellText.Shown(example)}, read as {number}";
    }

    /// <summary>The column is said to be of dates, so each of its words must be one.</summary>
    private RecognisedColumn Dates(NewColumn column)
    {
        DateOrder[] orders = column.Wish.Date!.Order is { } order ? [order] : Enum.GetValues<DateOrder>();
        string[] words = [.. column.Words.Where(word => !CellText.IsMark(word))];
        if (column.HasNumbers && words.Length == 0)
        {
            return DatesAsNumbers(column);
        }

        DateFormat[] formats = [.. ColumnFormats.Of(column).OfType<DateFormat>()];
        if (formats.Length > 1)
        {
            throw records.Malformed($"has a column {CellText.Shown(column.Name)} that {Undecided(column, words[0])}");
        }

        string? wrong = words.FirstOrDefault(word => !orders.Any(one => new DateFormat(one).TryParse(word, out _)));
        return formats.Length == 1 ? Formatted(column, ColumnSort.Date, formats[0], note: null)
            : words.Length == 0 ? new RecognisedColumn(column) { Sort = ColumnSort.Empty }
            : throw records.Malformed(wrong is not null
                ? $"has {CellText.Shown(wrong)} in column {CellText.Shown(column.Name)}, where a date must be"
                : $"has dates in column {CellText.Shown(column.Name)} that are not all in one order of day, month and year");
    }

    /// <summary>Says that a column is neither of numbers nor of words, by the cells that are fewer.</summary>
    private string? Doubt(NewColumn column, int at)
    {
        string name = CellText.Shown(column.Name);
        string[] formatted = [.. column.Words.Where(ColumnFormats.IsFormatted)], others = [.. column.Words.Except(formatted, StringComparer.Ordinal).Where(word => !CellText.IsMark(word))];
        if (!column.HasNumbers && (formatted.Length == 0 || others.Length == 0))
        {
            return formatted.Length == 0 ? null : $"column {name} has numbers or dates of more than one form, such as {CellText.Shown(formatted[0])} and {CellText.Shown(formatted[^1])}, and is read as levels";
        }

        (long numbers, long words) = Counts(column, at, others);
        string example = others.Length > 0 ? others[0] : formatted[0];
        return words <= numbers
            ? $"column {name} has {CellText.Counted(words, "cell")} such as {CellText.Shown(example)} that {(words == 1 ? "is no number" : "are no numbers")}, so that all are levels; {Remedy(others.Length is 2 or 3 ? others : [example])}"
            : $"column {name} has {CellText.Counted(numbers, "number")} among its words, such as {CellText.Shown(example)}, and is read as levels";
    }

    /// <summary>What makes words missing, as a shell takes it.</summary>
    private static string Remedy(string[] words) =>
        $"--missing-values {CellText.Shown(string.Join(',', words.Select(word => word.AsSpan().ContainsAny(',', '"') ? $"\"{word.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : word)))} makes {(words.Length == 1 ? "it" : "them")} missing";

    /// <summary>How many cells are numbers of some form, and how many are other words.</summary>
    private (long Numbers, long Words) Counts(NewColumn column, int at, string[] others)
    {
        HashSet<int> words = [.. others.Select(column.CodeOf)], marks = [.. column.Words.Where(word => CellText.IsMark(word)).Select(column.CodeOf)];
        (long numbers, long strays) = (0, 0);
        for (int row = 0; row < cells.Rows; row++)
        {
            double cell = cells.Row(row)[at];
            bool isOther = WordCell.IsWord(cell, out int word) && words.Contains(word);
            strays += isOther ? 1 : 0;
            numbers += isOther || WordCell.IsMissing(cell) || (WordCell.IsWord(cell, out word) && marks.Contains(word)) ? 0 : 1;
        }

        return others.Length > 0 ? (numbers, strays) : (numbers, 0);
    }

    private bool AreDates(int at)
    {
        var format = new DateFormat(DateOrder.YearMonthDay);
        int count = 0;
        for (int row = 0; row < cells.Rows; row++)
        {
            double cell = cells.Row(row)[at];
            if (!double.IsNaN(cell))
            {
                count++;
                if (cell is not (>= 1700_01_01 and <= 2200_00_00) || !format.TryParse($"{cell}", out _))
                {
                    return false;
                }
            }
        }

        return count >= FewestDatesAsNumbers;
    }
}
