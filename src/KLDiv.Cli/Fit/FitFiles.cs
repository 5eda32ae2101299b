namespace KLDiv.Cli.Fit;

/// <summary>The files that a fit is to write; null where one is not asked for.</summary>
/// <param name="Model">The model.</param>
/// <param name="Predictions">The log-probabilities of the rows.</param>
/// <param name="Report">The page.</param>
/// <param name="PrintsReport">Whether the page is printed, in place of the answer.</param>
internal sealed record FitFiles(string? Model, string? Predictions, string? Report, bool PrintsReport);
