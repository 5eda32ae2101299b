using System.Xml.Linq;
using KLDiv.Files;
using KLDiv.Pages.Markup;
using KLDiv.Pages.ReportPages;
using KLDiv.Reports;

namespace KLDiv.Pages;

/// <summary>The figures of a report as a page of pictures and tables, one HTML file that needs nothing but itself.</summary>
public static class ReportPage
{
    /// <summary>Writes the page to a file, in UTF-8. It appears whole or not at all.</summary>
    /// <param name="figures">The figures.</param>
    /// <param name="path">The file, replaced if it is there.</param>
    /// <exception cref="DataFileException">The file cannot be written.</exception>
    public static void Write(ReportFigures figures, string path) => Of(figures).Save(path);

    /// <summary>Writes the page.</summary>
    /// <param name="figures">The figures.</param>
    /// <param name="writer">Where it goes.</param>
    public static void Write(ReportFigures figures, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(ToHtml(figures));
    }

    /// <summary>The page as HTML.</summary>
    /// <param name="figures">The figures.</param>
    /// <returns>The text.</returns>
    public static string ToHtml(ReportFigures figures) => Of(figures).ToHtml();

    private static Page Of(ReportFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        PageWords words = new(figures);
        return new Page
        {
            Title = $"{words.Input} beside {words.Target}: kldiv report",
            Eyebrow = "kldiv report",
            Heading = Heading(figures, words),
            Lead = [Lead(figures, words), PageParts.Facts(Facts(figures))],
            Sections = [.. Sections(figures, words)],
            Footer = ["Divergences are in nats (natural logarithms). Numbers after ± are standard errors."],
        };
    }

    private static object[] Heading(ReportFigures figures, PageWords words)
    {
        XElement input = Html.Name(words.Input), target = Html.Name(words.Target);
        (XElement denied, XElement held) = figures.Divergence == DivergenceKind.Reverse ? (target, input) : (input, target);
        return figures switch
        {
            { Rows: 0 } => ["There is no row to compare between ", input, " and ", target],
            { InfiniteRows: > 0 } => [
                denied, " rules out what ", held, $" holds possible in {Numbers.Count(figures.InfiniteRows)} of {Numbers.Counted(figures.Rows, "row")}",
            ],
            { Min: 0, Max: 0, TotalVariation.Value: > 0 } => [input, " differs from ", target, ", but every divergence is 0"],
            { Min: 0, Max: 0 } => [input, " and ", target, figures.Rows == 1 ? " are equal in the only row" : " are equal in every row"],
            { Rows: 1 } => [input, " differs from ", target, $" by {Numbers.Nats(figures.Mean)} in the only row"],
            _ => [input, " differs from ", target, $" by {Numbers.Nats(figures.Mean)} a row on average"],
        };
    }

    private static XElement Lead(ReportFigures figures, PageWords words) => Html.Element(
        "p",
        Html.Class("lead"),
        $"{Numbers.Counted(figures.Rows, "row")} of {Numbers.Counted(figures.Support, "class", "classes")}. The divergence of a row is {words.Divergence}, where P is the target, ",
        Html.Name(words.Target),
        ", and Q the input, ",
        Html.Name(words.Input),
        ".");

    private static IEnumerable<Fact> Facts(ReportFigures figures)
    {
        if (figures.Rows == 0)
        {
            yield break;
        }

        yield return new Fact("Mean divergence", Numbers.Of(figures.Mean), PageWords.Error(figures.StandardError));
        yield return new Fact("Median", Numbers.Of(figures.Median));
        yield return new Fact("99th percentile", Numbers.Of(PageWords.At(figures.Percentiles, 99)));
        yield return new Fact("Same top class", Numbers.Percent(figures.SameTop.Value), PageWords.PercentError(figures.SameTop.StandardError));
        yield return new Fact("Total variation distance", Numbers.Of(figures.TotalVariation.Value), PageWords.Error(figures.TotalVariation.StandardError));
        if (figures.Labels is not { } labels)
        {
            yield return new Fact("Hellinger distance", Numbers.Of(figures.Hellinger.Value), PageWords.Error(figures.Hellinger.StandardError));
        }
        else
        {
            yield return new Fact(
                "Perplexity, target to input",
                $"{Numbers.Of(labels.TargetPerplexity.Value, 4)} → {Numbers.Of(labels.InputPerplexity.Value, 4)}",
                $"ln of the ratio {PageWords.Estimate(labels.LogRatio)}");
        }
    }

    private static IEnumerable<XElement> Sections(ReportFigures figures, PageWords words)
    {
        if (figures.Rows > 0)
        {
            yield return PageParts.Section("distribution", "How far the rows are apart", DistributionFigure.Draw(figures));
            if (figures.Rows > 1)
            {
                yield return PageParts.Section("profile", "Where in the file", ProfileFigure.Draw(figures));
            }

            if (figures.Labels is { } labels)
            {
                yield return PageParts.Section(
                    "calibration",
                    "Calibration before and after",
                    TrueClassFigure.Draw(figures, labels, words),
                    CalibrationFigure.Draw(figures, labels, words));
            }

            if (ClassFigure.Draw(figures, words) is { } classes)
            {
                yield return PageParts.Section("classes", "The classes that contribute most", classes);
            }

            if (WorstRowFigures.Draw(figures, words) is { } worst)
            {
                yield return PageParts.Section("rows", "The rows that are farthest apart", worst);
            }
        }

        yield return PageParts.Section("numbers", "Every number", NumberTables.Of(figures, words));
    }
}
