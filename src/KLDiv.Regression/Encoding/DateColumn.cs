namespace KLDiv.Regression;

/// <summary>A column of dates.</summary>
/// <param name="Name">The column.</param>
/// <param name="Order">The order of day, month and year where all are numbers; null: the one in which every cell is a date.</param>
/// <param name="HasTrend">Whether the day itself is a feature too, a number that grows.</param>
public sealed record DateColumn(string Name, DateOrder? Order = null, bool HasTrend = false)
{
    /// <summary>Reads a column as users write it: <c>when</c>, with an order <c>when:dmy</c> (or <c>mdy</c>, <c>ymd</c>), with the day as a trend <c>when:trend</c>.</summary>
    /// <exception cref="FormatException">It is none of these; the message is one line.</exception>
    public static DateColumn Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(':');
        DateColumn column = new(parts[0]);
        foreach (string part in parts.Skip(1))
        {
            column = part switch
            {
                "trend" when !column.HasTrend => column with { HasTrend = true },
                "ymd" when column.Order is null => column with { Order = DateOrder.YearMonthDay },
                "dmy" when column.Order is null => column with { Order = DateOrder.DayMonthYear },
                "mdy" when column.Order is null => column with { Order = DateOrder.MonthDayYear },
                _ => throw Wrong(text),
            };
        }

        return column.Name.Length > 0 ? column : throw Wrong(text);
    }

    private static FormatException Wrong(string text) =>
        new($"'{text}' is no date column; write NAME, NAME:dmy (or mdy, ymd) for the order of day, month and year, NAME:trend to have the day as a number too");
}
