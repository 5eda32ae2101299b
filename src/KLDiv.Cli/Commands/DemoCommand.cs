using System.CommandLine;
using KLDiv.Cli.Demo;
using KLDiv.Cli.Parsing;
using KLDiv.Cli.Terminal;
using KLDiv.Files;
using KLDiv.Pages;
using KLDiv.Regression;

namespace KLDiv.Cli.Commands;

/// <summary><c>kldiv demo</c>: the main job on real data.</summary>
internal static class DemoCommand
{
    public const string Description =
        $"Fits the distribution of daily births in the USA on the calendar, shows what was learned, and leaves a page of pictures, {Report}. The data come with the command.";

    private const int ShownYear = 2003;

    private const string Report = "births-report.html";

    public static Command Create(Host host)
    {
        ExemplifiedCommand command = new(
            "demo",
            Description,
            """
            kldiv demo
            kldiv demo --output /tmp/births.html
            """);
        Option<string?> output = Words.FileName("--output", $"Where the page goes. [default: {Report}, unless another file is there]", "FILE.html");
        Option<string?> picture = Words.FileName("--picture", "Where the picture of the project's own documentation goes.");
        picture.Hidden = true;
        command.Options.Add(output);
        command.Options.Add(picture);
        command.SetAction(result =>
        {
            OutputFiles.Check([], (output.Name, result.GetValue(output)));
            Run(host, result.GetValue(output), result.GetValue(picture));
        });
        return command;
    }

    private static void Run(Host host, string? output, string? picture)
    {
        BirthsRegression regression = new(host);
        host.Output.WriteLine(
            $"""
            Births in the USA on {regression.Days.Count} days, 1994 to 2003: not how many to expect on a day,
            but how probable each number is. The model gives every day a distribution over
            {regression.Bins.Count} bins of {regression.Bins.Width} births, from its weekday, month, year and day of the year; it
            is fitted by minimising the Kullback-Leibler divergence loss (batchmean) from
            what was counted, each count spread a little over the bins around it.

            """);
        TableFit fit = regression.Fit();
        FitExplanation page = regression.Page(fit);
        DemoSummary.Print(host.Output, page);
        Show(host, regression, fit, DayOfWeek.Tuesday);
        Show(host, regression, fit, DayOfWeek.Sunday);
        host.Output.WriteLine(
            """

            Every bar is the probability that a day's births fall into the bin: on the left
            as the model has it, on the right as it was counted. A Tuesday has five thousand
            births more than a Sunday and spreads wider; the model learned both shapes from
            the calendar alone. (The days shown are among those that it was fitted to.)

            """);
        Leave(host, page, output);
        if (picture is not null)
        {
            File.WriteAllText(picture, BirthsPicture.Write(page));
        }
    }

    private static void Show(Host host, BirthsRegression regression, TableFit fit, DayOfWeek weekday)
    {
        bool IsMeant(Day day) => day.Date.Year == ShownYear && day.Date.DayOfWeek == weekday;
        (double[] predicted, double[] observed) = regression.Compare(fit, IsMeant);
        host.Output.WriteLine();
        host.Output.WriteLine($"A {weekday} of {ShownYear}, and what happened on its {regression.Days.Count(IsMeant)} {weekday}s");
        host.Output.WriteLine();
        DistributionPicture.Draw(host, regression.Bins, predicted, observed);
    }

    /// <summary>A folder that cannot be written to costs the page, and not the demonstration; nor does it cost a file that somebody else has there.</summary>
    private static void Leave(Host host, FitExplanation page, string? output)
    {
        try
        {
            if (output is null && File.Exists(Report) && !IsOwn(File.ReadAllText(Report), FitPage.ToHtml(page)))
            {
                host.Tell($"{Report}: is there, with something else than this page in it, and is left as it is; --output FILE.html gives the page another place");
                return;
            }

            FitPage.Write(page, output ?? Report);
            host.Output.WriteLine($"More, with calibration and what each feature does: {VisibleText.Of(output ?? Report)}");
        }
        catch (DataFileException refusal)
        {
            host.Tell(refusal.Message);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            host.Tell($"{Report}: {refusal.Message}");
        }
    }

    /// <summary>Whether a file is the page of an earlier demonstration: the same in all that comes before the figures.</summary>
    private static bool IsOwn(string file, string page)
    {
        string start = page[..page.IndexOf("<main>", StringComparison.Ordinal)];
        return file.StartsWith(start, StringComparison.Ordinal);
    }
}
