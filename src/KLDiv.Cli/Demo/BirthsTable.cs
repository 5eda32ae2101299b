using System.Globalization;
using KLDiv.Regression;

namespace KLDiv.Cli.Demo;

/// <summary>The days as a table.</summary>
internal static class BirthsTable
{
    private const double DaysInYear = 365.25, BinWidth = 250;

    /// <summary>About where cross-validation is best (<c>--bandwidth auto</c> and <c>--l2 auto</c> find 125 and 2.4e-5).</summary>
    private const double Bandwidth = 125;

    /// <summary>In the order in which they are shown.</summary>
    private static readonly string[] s_weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    /// <summary>In the order in which a user would have them in a file.</summary>
    private static readonly RecordColumns<Day> s_columns = new RecordColumns<Day>()
        .Add("weekday", day => day.Date.ToString("ddd", CultureInfo.InvariantCulture))
        .Add("month", day => day.Date.Month)
        .Add("day_of_year", day => day.Date.DayOfYear)
        .Add("year", day => day.Date.Year)
        .Add("births", day => day.Births);

    /// <summary>The days as the command reads any table.</summary>
    public static TableData Read(IReadOnlyCollection<Day> days, CancellationToken cancellationToken) =>
        TableData.Read(TableSource.OfRecords(days, s_columns, "births.csv"), Options(days), cancellationToken);

    private static TableOptions Options(IReadOnlyCollection<Day> days) => new()
    {
        Value = "births",
        Bins = BinRule.Fixed(Binning.Covering([.. days.Select(day => (double)day.Births)], BinWidth)),
        Bandwidth = Bandwidth,
        Categorical = ["month"],
        Cyclic = [new CyclicColumn("day_of_year", DaysInYear)],
        Ordinal = [new OrdinalColumn("weekday", s_weekdays), new OrdinalColumn("year")],
    };
}
