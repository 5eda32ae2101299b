using KLDiv.Files;
using KLDiv.Reports;

namespace KLDiv.Pages.ReportPages;

/// <summary>How the page of a report names its sides, classes and numbers.</summary>
internal sealed class PageWords
{
    /// <summary>Longer names are cut in sentences; the table of what was compared has them whole.</summary>
    private const int MostOfNames = 48;

    public PageWords(ReportFigures figures)
    {
        (Input, Target) = (LastPart(figures.Input), LastPart(figures.Target));
        if (string.Equals(Input, Target, StringComparison.Ordinal))
        {
            (Input, Target) = (figures.Input, figures.Target);
        }

        (Input, Target) = (VisibleText.Shortened(Input, MostOfNames), VisibleText.Shortened(Target, MostOfNames));

        string mixture = figures.Beta is { } beta ? $"{Numbers.Of(beta)} KL(P ‖ M) + {Numbers.Of(1 - beta)} KL(Q ‖ M)" : "";
        Divergence = figures.Divergence switch
        {
            DivergenceKind.Forward => "KL(P ‖ Q)",
            DivergenceKind.Reverse => "KL(Q ‖ P)",
            _ => $"{mixture} with M = {Numbers.Of(figures.Beta ?? 0)} P + {Numbers.Of(1 - (figures.Beta ?? 0))} Q",
        };
    }

    /// <summary>The input's file without its folder, where that tells it from the target's, and not too long for a sentence.</summary>
    public string Input { get; }

    /// <summary>The target's file without its folder, where that tells it from the input's, and not too long for a sentence.</summary>
    public string Target { get; }

    /// <summary>The divergence as a formula.</summary>
    public string Divergence { get; }

    /// <summary>A sentence about shares of the rows, which are shares of their weight where rows have weights.</summary>
    public static string ByWeight(ReportFigures figures, string sentence) => figures.IsWeighted ? $"By weight, {char.ToLowerInvariant(sentence[0])}{sentence[1..]}" : sentence;

    public static string Kind(RowKind kind) => kind switch
    {
        RowKind.LogProbs => "log-probabilities",
        RowKind.Probs => "probabilities",
        RowKind.Counts => "counts",
        _ => "logits",
    };

    /// <summary>The name of a class, or its number.</summary>
    public static string Name(long number, string? name) => name ?? $"class {number}";

    /// <summary>The name of a class in a sentence.</summary>
    public static string Quoted(RowClass named) => named.Name is { } name ? VisibleText.Quoted(name) : $"class {named.Class}";

    /// <summary>± and a standard error; null where it is not known.</summary>
    public static string? Error(double error) => double.IsNaN(error) ? null : $"±\u00A0{Numbers.Of(error, 2)}";

    public static string? PercentError(double error) => double.IsNaN(error) ? null : $"±\u00A0{Numbers.Of(100 * error, 2)} percentage points";

    /// <summary>A number with its standard error.</summary>
    public static string Estimate(Estimate estimate, int digits = 3) => string.Join(' ', new[] { Numbers.Of(estimate.Value, digits), Error(estimate.StandardError) }.OfType<string>());

    public static double At(IReadOnlyList<Percentile> percentiles, double percent) =>
        percentiles.Where(percentile => percentile.Percent == percent).Select(percentile => percentile.Value).DefaultIfEmpty(double.NaN).First();

    private static string LastPart(string file)
    {
        int end = file.IndexOf('#', StringComparison.Ordinal);
        int slash = file.LastIndexOfAny(['/', '\\'], end < 0 ? Math.Max(0, file.Length - 1) : end);
        return slash < 0 || slash == file.Length - 1 ? file : file[(slash + 1)..];
    }
}
