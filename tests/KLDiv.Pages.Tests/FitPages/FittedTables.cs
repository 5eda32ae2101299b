using System.Globalization;
using System.Text;
using KLDiv.Regression;
using KLDiv.Regression.Tests;

namespace KLDiv.Pages.Tests.FitPages;

/// <summary>Fits to seeded tables, with what their pages show.</summary>
internal static class FittedTables
{
    /// <summary>Values that go up and down with the season, later on Fridays, at times of the day.</summary>
    public static FitExplanation Dates(int rows)
    {
        Random random = new(11);
        StringBuilder text = new("start,minutes\n");
        DateTime first = new(2023, 1, 1, 6, 0, 0);
        for (int row = 0; row < rows; row++)
        {
            DateTime start = first.AddDays(row * 730.0 / rows).AddMinutes(random.Next(0, 900));
            double minutes = 40 + (15 * Math.Cos(2 * Math.PI * start.DayOfYear / 365.25)) + (start.DayOfWeek == DayOfWeek.Friday ? 20 : 0) + random.Next(0, 9);
            text.Append(CultureInfo.InvariantCulture, $"{start:yyyy-MM-dd HH:mm},{Math.Round(minutes)}\n");
        }

        return Fit(text.ToString(), "minutes");
    }

    /// <summary>Classes that a number tells apart but for those beside each other.</summary>
    public static FitExplanation Categories(int rows, int classes)
    {
        Random random = new(12);
        StringBuilder text = new("mass,species\n");
        for (int row = 0; row < rows; row++)
        {
            int species = row % classes;
            text.Append(CultureInfo.InvariantCulture, $"{species + (1.4 * random.NextDouble()):F3},kind {(char)('A' + species)}\n");
        }

        return Fit(text.ToString(), "species");
    }

    private static FitExplanation Fit(string text, string value)
    {
        TableData table = TableData.Read(TableSource.OfText(new StringReader(text), "made.csv"), new TableOptions { Value = value });
        CrossValidationResult folds = TableRegression.CrossValidate(table, bandwidth: 0, new CrossValidationOptions { Folds = 4 });
        List<FitProgress> progress = [];
        TableFit fit = TableRegression.Fit(table, progress: new Told<FitProgress>(progress.Add));
        return FitExplainer.Build(fit, table, progress, folds);
    }
}
