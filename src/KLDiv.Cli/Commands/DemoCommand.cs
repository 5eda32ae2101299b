using System.CommandLine;
using KLDiv.Cli.Demo;
using KLDiv.Cli.Fit;
using KLDiv.Cli.Parsing;
using KLDiv.Cli.Terminal;

namespace KLDiv.Cli.Commands;

/// <summary><c>kldiv demo</c>: the main job on real data.</summary>
internal static class DemoCommand
{
    private const int ShownYear = 2003;

    public static Command Create(Host host)
    {
        ExemplifiedCommand command = new(
            "demo",
            "Fits the distribution of daily births in the USA on the calendar, and shows what was learned. The data come with the command.",
            "kldiv demo");
        command.SetAction(_ => Run(host));
        return command;
    }

    private static void Run(Host host)
    {
        BirthsRegression regression = new();
        host.Output.WriteLine(
            $"""
            Births in the USA on {regression.Days.Count} days, 1994 to 2003: not how many to expect on a day,
            but how probable each number is. The model gives every day a distribution over
            {regression.Bins.Count} bins of {regression.Bins.Width} births, from its weekday, month, year and day of the year; it
            is fitted by minimising the Kullback-Leibler divergence loss (batchmean).

            """);
        FitAnswer answer = regression.Fit(host);
        FitSummary.Print(host.Output, answer, BirthsRegression.Decimals);
        Show(host, regression, answer, DayOfWeek.Tuesday);
        Show(host, regression, answer, DayOfWeek.Sunday);
        host.Output.WriteLine(
            """

            Every bar is the probability that a day's births fall into the bin: on the left
            as the model has it, on the right as it was counted. A Tuesday has five thousand
            births more than a Sunday and spreads wider; the model learned both shapes from
            the calendar alone. (The days shown are among those that it was fitted to.)
            """);
    }

    private static void Show(Host host, BirthsRegression regression, FitAnswer answer, DayOfWeek weekday)
    {
        Day[] days = [.. regression.Days.Where(day => day.Date.Year == ShownYear && day.Date.DayOfWeek == weekday)];
        (double[] predicted, double[] observed) = regression.Compare(answer.Result.Model, days);
        host.Output.WriteLine();
        host.Output.WriteLine($"A {weekday} of {ShownYear}, and what happened on its {days.Length} {weekday}s");
        host.Output.WriteLine();
        DistributionPicture.Draw(host, regression.Bins, predicted, observed);
    }
}
