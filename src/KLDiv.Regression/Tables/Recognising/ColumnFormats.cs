using KLDiv.Regression.Tables.Cells;

namespace KLDiv.Regression.Tables.Recognising;

/// <summary>Finds the formats in which every cell of a column is a number, a time or a date.</summary>
internal static class ColumnFormats
{
    /// <summary>The formats that all words of a column agree with, the likeliest first; two of dates where day and month cannot be told apart.</summary>
    public static IReadOnlyList<CellFormat> Of(NewColumn column)
    {
        string[] words = [.. column.Words.Where(word => !CellText.IsMark(word))];
        return words.Length == 0 ? [] : [.. Numbers(column, words), .. Times(column, words), .. Dates(column, words)];
    }

    /// <summary>Whether a text is a number or a date in any form.</summary>
    public static bool IsFormatted(string word) =>
        NumberFormat.Of(word).Any(format => format.TryParse(word, needsUnit: true, out _)) || ClockFormat.Instance.TryParse(word, out _)
        || Enum.GetValues<DateOrder>().Any(order => new DateFormat(order).TryParse(word, out _));

    private static IEnumerable<CellFormat> Numbers(NewColumn column, string[] words) =>
        NumberFormat.Of(words[0])
            .OrderByDescending(format => format.Separator == column.Wish.DecimalMark)
            .Where(format => (!column.HasNumbers || format.Agrees(column.HasFractions, column.Wish.DecimalMark)) && Array.TrueForAll(words, word => format.TryParse(word, needsUnit: true, out _)))
            .Take(1);

    private static IEnumerable<CellFormat> Times(NewColumn column, string[] words) =>
        !column.HasNumbers && Array.TrueForAll(words, word => ClockFormat.Instance.TryParse(word, out _)) ? [ClockFormat.Instance] : [];

    private static DateFormat[] Dates(NewColumn column, string[] words)
    {
        if (column.HasNumbers || column.Wish.IsNoDate)
        {
            return [];
        }

        DateOrder[] orders = column.Wish.Date?.Order is { } order ? [order] : Enum.GetValues<DateOrder>();
        DateFormat[] formats = [.. orders.Select(one => new DateFormat(one)).Where(format => Array.TrueForAll(words, word => format.TryParse(word, out _)))];

        // Dates with the month's name are the same in every order.
        return formats.Length > 1 && Array.TrueForAll(words, word => formats.Select(format => format.TryParse(word, out double days) ? days : 0).Distinct().Count() == 1)
            ? formats[..1]
            : formats;
    }
}
