using System.Globalization;
using KLDiv.Regression.Tables.Recognising;

namespace KLDiv.Regression;

/// <summary>How parts of dates are written.</summary>
public static class DatePartText
{
    /// <summary>A year without a 29 February, by whose days the days of all years are named.</summary>
    private static readonly DateTime s_year = new(2023, 1, 1);

    /// <summary>A number as the part of a date that it stands for: <c>Tue</c>, <c>14 Mar</c>, <c>08:30</c> to the minute, <c>2024-03-14</c>.</summary>
    /// <param name="part">The part.</param>
    /// <param name="number">The number, as <see cref="DatePart"/> says; beyond the ends of a week or a year it is the nearer end.</param>
    public static string TextOf(this DatePart part, double number) => part switch
    {
        DatePart.Weekday => CalendarNames.ShortWeekdays[(int)Math.Clamp(Math.Round(number), 0, CalendarNames.ShortWeekdays.Count - 1)],
        DatePart.DayOfYear => s_year.AddDays(Math.Clamp(Math.Round(number), 1, 365) - 1).ToString("d MMM", CultureInfo.InvariantCulture),
        DatePart.TimeOfDay => ClockFormat.Instance.Shown(Math.Round(number * 60) / 60),
        _ => DateFormat.Text(number),
    };
}
