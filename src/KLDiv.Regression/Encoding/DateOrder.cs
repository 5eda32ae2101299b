namespace KLDiv.Regression;

/// <summary>The order of day, month and year in a date that is written in numbers.</summary>
public enum DateOrder
{
    /// <summary>2024-03-14, 2024/3/14; ISO 8601.</summary>
    YearMonthDay,

    /// <summary>14.3.2024, 14/3/2024.</summary>
    DayMonthYear,

    /// <summary>3/14/2024.</summary>
    MonthDayYear,
}
