namespace KLDiv.Regression;

/// <summary>What of a date is a feature.</summary>
public enum DatePart
{
    /// <summary>The day of the year, from 1 to 366; it comes round after 365.25.</summary>
    DayOfYear,

    /// <summary>The day of the week, from 0, Monday, to 6, Sunday; it comes round after 7.</summary>
    Weekday,

    /// <summary>The hour of the day with its fraction, from 0 to less than 24; it comes round after 24.</summary>
    TimeOfDay,

    /// <summary>The days since 1970-01-01, as a number.</summary>
    Trend,
}
