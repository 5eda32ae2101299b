using KLDiv.Regression.Tables.Recognising;

namespace KLDiv.Regression.Tables;

/// <summary>How a column says numbers, as a model's file has it: of dates their order, of numbers their separators and unit, of times nothing.</summary>
internal sealed record FormatText
{
    public string? Date { get; init; }

    public string? Decimal { get; init; }

    public string? Group { get; init; }

    public string? Prefix { get; init; }

    public string? Suffix { get; init; }

    public static FormatText? Of(CellFormat? format) => format switch
    {
        DateFormat date => new FormatText { Date = $"{date.Order}" },
        NumberFormat number => new FormatText { Decimal = $"{number.Separator}", Group = $"{number.Group}", Prefix = number.Prefix, Suffix = number.Suffix },
        ClockFormat => new FormatText(),
        _ => null,
    };

    /// <exception cref="InvalidDataException">It is no format.</exception>
    public CellFormat ToFormat()
    {
        bool isNumber = Decimal is "." or "," && Group is { Length: 1 } && Prefix is not null && Suffix is not null && Date is null;
        bool hasNumber = Decimal is not null || Group is not null || Prefix is not null || Suffix is not null;
        return isNumber ? new NumberFormat(Decimal![0], Group![0], Prefix!, Suffix!)
            : hasNumber ? throw Wrong()
            : Date is null ? ClockFormat.Instance
            : Enum.GetNames<DateOrder>().Contains(Date, StringComparer.Ordinal) ? new DateFormat(Enum.Parse<DateOrder>(Date))
            : throw Wrong();
    }

    private static InvalidDataException Wrong() => new("the schema of the table has a format that is none of numbers, times or dates");
}
