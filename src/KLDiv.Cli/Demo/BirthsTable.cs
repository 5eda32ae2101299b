using System.Globalization;
using KLDiv.Regression;

namespace KLDiv.Cli.Demo;

/// <summary>The days as a table, as a user would have them in a file.</summary>
internal static class BirthsTable
{
    private const double DaysInYear = 365.25, BinWidth = 250;

    /// <summary>About where cross-validation is best (<c>--bandwidth auto</c> and <c>--l2 auto</c> find 125 and 2.4e-5).</summary>
    private const double Bandwidth = 125;

    /// <summary>In the order in which they are shown.</summary>
    private static readonly string[] s_weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    /// <summary>Reads the days as the command reads any table: from a file, which is gone afterwards.</summary>
    public static TableData Read(IReadOnlyCollection<Day> days, CancellationToken cancellationToken)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("kldiv-demo-");
        try
        {
            string file = Path.Combine(folder.FullName, "births.csv");
            File.WriteAllLines(file, ["weekday,month,day_of_year,year,births", .. days.Select(Line)]);
            return TableData.Read(file, Options(days), cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static TableOptions Options(IReadOnlyCollection<Day> days) => new()
    {
        Value = "births",
        Bins = BinRule.Fixed(Binning.Covering([.. days.Select(day => (double)day.Births)], BinWidth)),
        Bandwidth = Bandwidth,
        Categorical = ["month"],
        Cyclic = [new CyclicColumn("day_of_year", DaysInYear)],
        Ordinal = [new OrdinalColumn("weekday", s_weekdays), new OrdinalColumn("year")],
    };

    private static string Line(Day day) => string.Create(
        CultureInfo.InvariantCulture, $"{day.Date:ddd},{day.Date.Month},{day.Date.DayOfYear},{day.Date.Year},{day.Births}");
}
