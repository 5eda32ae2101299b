namespace KLDiv.Regression.Tables.Recognising;

/// <summary>The parts of dates: what each is of a moment, and the column that it becomes.</summary>
internal static class DateParts
{
    private const double Year = 365.25;
    private const int Week = 7, Day = 24;

    /// <summary>Waves that tell summer from winter and spring from autumn, each day of a week from any other, and the hours of a day with two rushes.</summary>
    private const int WavesOfYear = 2, WavesOfWeek = 3, WavesOfDay = 3;

    /// <summary>The part of a moment.</summary>
    /// <param name="part">The part.</param>
    /// <param name="days">The days since 1970-01-01, with the time as their fraction.</param>
    public static double Of(this DatePart part, double days)
    {
        if (double.IsNaN(days) || part == DatePart.Trend)
        {
            return days;
        }

        DateTime moment = DateFormat.DateTimeOf(days);
        return part switch
        {
            DatePart.DayOfYear => moment.DayOfYear,
            DatePart.Weekday => ((int)moment.DayOfWeek + 6) % 7,
            _ => moment.TimeOfDay.TotalHours,
        };
    }

    /// <summary>A part as it is called behind the name of its column.</summary>
    public static string Word(this DatePart part) => part switch
    {
        DatePart.DayOfYear => "day of year",
        DatePart.Weekday => "weekday",
        DatePart.TimeOfDay => "time of day",
        _ => "trend",
    };

    /// <summary>The column of a part.</summary>
    public static FeatureColumn Column(string source, DatePart part, CellFormat format, bool hasMissingLevel)
    {
        (FeatureKind kind, double period, int waves) = part switch
        {
            DatePart.DayOfYear => (FeatureKind.Cyclic, Year, WavesOfYear),
            DatePart.Weekday => (FeatureKind.Cyclic, Week, WavesOfWeek),
            DatePart.TimeOfDay => (FeatureKind.Cyclic, Day, WavesOfDay),
            _ => (FeatureKind.Number, 0, 0),
        };
        return new FeatureColumn($"{source} {part.Word()}", kind, [], period, waves) { Source = source, Part = part, Format = format, HasMissingLevel = hasMissingLevel };
    }
}
