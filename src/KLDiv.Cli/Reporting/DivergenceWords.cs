using KLDiv.Reports;

namespace KLDiv.Cli.Reporting;

/// <summary>The words by which users choose a divergence.</summary>
internal static class DivergenceWords
{
    public static readonly (string Word, DivergenceKind Value)[] All =
        [("kl", DivergenceKind.Forward), ("reverse-kl", DivergenceKind.Reverse), ("js", DivergenceKind.JensenShannon)];

    public static string Word(this DivergenceKind kind) => Array.Find(All, choice => choice.Value == kind).Word;

    /// <summary>What the divergence is, for people.</summary>
    public static string Describe(ReportFigures figures) => figures.Divergence switch
    {
        DivergenceKind.Forward => "KL(target || input)",
        DivergenceKind.Reverse => "KL(input || target)",
        _ => $"Jensen-Shannon, beta {figures.Beta}",
    };
}
