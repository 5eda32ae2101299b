using System.Xml.Linq;
using KLDiv.Files;
using KLDiv.Pages.FitPages;
using KLDiv.Pages.Markup;
using KLDiv.Regression;

namespace KLDiv.Pages;

/// <summary>A fit as a page of pictures and tables, one HTML file that needs nothing but itself.</summary>
public static class FitPage
{
    /// <summary>Writes the page to a file, in UTF-8. It appears whole or not at all.</summary>
    /// <param name="data">What it shows.</param>
    /// <param name="path">The file, replaced if it is there.</param>
    /// <exception cref="DataFileException">The file cannot be written.</exception>
    public static void Write(FitExplanation data, string path) => Of(data).Save(path);

    /// <summary>Writes the page.</summary>
    /// <param name="data">What it shows.</param>
    /// <param name="writer">Where it goes.</param>
    public static void Write(FitExplanation data, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(ToHtml(data));
    }

    /// <summary>The page as HTML.</summary>
    /// <param name="data">What it shows.</param>
    /// <returns>The text.</returns>
    public static string ToHtml(FitExplanation data) => Of(data).ToHtml();

    private static Page Of(FitExplanation data)
    {
        ArgumentNullException.ThrowIfNull(data);
        FitWords words = new(data);
        return new Page
        {
            Title = $"{words.Value} from {words.Features()}: kldiv fit",
            Eyebrow = "kldiv fit",
            Heading = Heading(data, words),
            Lead = [Lead(data, words), PageParts.Facts(Facts(data, words))],
            Sections = [.. Sections(data, words)],
            Footer = ["Divergences are in nats (natural logarithms)."],
        };
    }

    private static FitContender? Mean(FitExplanation data) => data.Contenders.FirstOrDefault(one => one.IsMean);

    private static object[] Heading(FitExplanation data, FitWords words)
    {
        double model = data.Contenders[0].Best.KL;
        return Mean(data)?.Best.KL switch
        {
            null => ["The divergence of ", Html.Name(words.Value), $" from what is predicted is {Numbers.Nats(model)} a row {words.Where}"],
            { } mean when model < mean => ["Knowing ", words.Features(), " brings the divergence of ", Html.Name(words.Value), $" from {Numbers.Of(mean)} to {Numbers.Nats(model)} a row {words.Where}"],
            { } mean => ["Knowing ", words.Features(), " does not help to predict ", Html.Name(words.Value), $": {Numbers.Nats(model)} a row {words.Where}, and {Numbers.Of(mean)} without", Ranked(data, words)],
        };
    }

    /// <summary>What a divergence that a few rows spoil does not tell: how near the values are.</summary>
    private static string Ranked(FitExplanation data, FitWords words) =>
        data.Contenders[0].Best.Ordered?.Crps is { } model && Mean(data)?.Best.Ordered?.Crps is { } mean && model < mean
            ? $"; but the ranked probability score is {words.Statistic(model)}, and {words.Statistic(mean)} without"
            : "";

    private static XElement Lead(FitExplanation data, FitWords words) => Html.Element(
        "p",
        Html.Class("lead"),
        $"{Numbers.Counted(data.Rows, "row")} of ",
        Html.Name(data.Source),
        ". Not one number is predicted for a row, but how probable each ",
        data.Bins is { } bins ? $"of {Numbers.Counted(bins.Count, "bin")} is, {words.Reach()}." : $"of {Numbers.Counted(data.Classes.Count, "class", "classes")} is.");

    private static IEnumerable<Fact> Facts(FitExplanation data, FitWords words)
    {
        FitContender model = data.Contenders[0];
        yield return new Fact($"Divergence {words.Where}, nats", Numbers.Of(model.Best.KL), model.Deviation is { } deviation && FitWords.IsDeviation(model.Best.KL, deviation.KL) ? $"±\u00A0{Numbers.Of(deviation.KL, 2)} from fold to fold" : null);
        if (Mean(data) is { } mean)
        {
            yield return new Fact("Without the features", Numbers.Of(mean.Best.KL));
        }

        if (model.HeldOut is not null)
        {
            yield return new Fact("On the data that were fitted", Numbers.Of(model.OnTheData.KL));
        }

        if (model.Best.Ordered is { } ordered)
        {
            yield return new Fact("Ranked probability score", words.Statistic(ordered.Crps), $"in units of {words.ShortValue}");
            yield return new Fact("80% intervals hold", FitWords.ExactShare(ordered.Coverage80));
        }
        else
        {
            yield return model.Best.Categories is { } categories
                ? new Fact("Accuracy", FitWords.ExactShare(categories.Accuracy))
                : new Fact("Intersection", Numbers.Of(model.Best.Intersection));
            yield return new Fact("Cosine", Numbers.Of(model.Best.Cosine, 4));
        }

        yield return new Fact("Rows", Numbers.Count(data.Rows));
    }

    private static IEnumerable<XElement> Sections(FitExplanation data, FitWords words)
    {
        yield return PageParts.Section("contenders", "Beside simpler predictions", ComparisonFigure.Draw(data, words));
        yield return PageParts.Section("loss", "How the loss fell", new LossFigure(data).Draw());
        yield return PageParts.Section("slices", "Predicted and observed", SliceFigures.Draw(data, words));
        if (data.Contenders[0].Best.Ordered is { } ordered)
        {
            yield return PageParts.Section("calibration", "Calibration", CalibrationFigures.Draw(data, words, ordered));
        }
        else
        {
            yield return PageParts.Section("calibration", "Calibration", ReliabilityFigure.Draw(data));
        }

        if (data.Confusion is { } confusion)
        {
            yield return PageParts.Section("confusion", "Which class is taken for which", ConfusionTables.Draw(confusion, words));
        }

        if (data.Effects.Count > 0)
        {
            yield return PageParts.Section("effects", "What each feature does", data.Bins is null ? ClassEffectFigures.Draw(data, words) : new EffectFigures(data, words).Draw());
        }

        yield return PageParts.Section("numbers", "Every number", new FitTables(data, words).All());
    }
}
