using System.Numerics.Tensors;
using KLDiv.Regression.Encoding;

namespace KLDiv.Cli.Demo;

/// <summary>Days of the calendar as rows of features.</summary>
internal static class CalendarFeatures
{
    private const double DaysInYear = 365.25;

    private static readonly DayOfWeek[] Weekdays = Enum.GetValues<DayOfWeek>();
    private static readonly int[] Months = [.. Enumerable.Range(1, 12)];

    /// <summary>Weekday, month and year as indicators; the day of the year as a point on a circle, where the 31st of December is beside the 1st of January.</summary>
    /// <param name="days">The days.</param>
    /// <param name="years">The years that there are data of.</param>
    /// <returns>[days, features].</returns>
    public static Tensor<double> Of(IReadOnlyCollection<Day> days, int[] years) => Columns.Join(
        Columns.OneHot<DayOfWeek>([.. days.Select(day => day.Date.DayOfWeek)], Weekdays),
        Columns.OneHot<int>([.. days.Select(day => day.Date.Month)], Months),
        Columns.OneHot<int>([.. days.Select(day => day.Date.Year)], years),
        Columns.Harmonics([.. days.Select(day => (double)day.Date.DayOfYear)], DaysInYear, harmonics: 1));
}
