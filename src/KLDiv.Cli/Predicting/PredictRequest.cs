using KLDiv.Files;
using KLDiv.Regression;

namespace KLDiv.Cli.Predicting;

/// <summary>What <c>kldiv predict</c> was asked for.</summary>
internal sealed record PredictRequest
{
    public required string ModelFile { get; init; }

    /// <summary>The table, or the features; null where one record is given instead.</summary>
    public string? Source { get; init; }

    /// <summary>The one record, as it was given; null where a file is.</summary>
    public string? Record { get; init; }

    public required PredictionColumns Columns { get; init; }

    public UnseenLevels Unseen { get; init; }

    public string? Output { get; init; }

    /// <summary>Whether the predictions are printed, as CSV text.</summary>
    public bool Prints { get; init; }

    /// <summary>How the table is written.</summary>
    public TextDialect Dialect { get; init; } = TextDialect.Found;

    /// <summary>Refuses what contradicts itself.</summary>
    /// <exception cref="CommandLineException">There is nothing to predict or twice, or nowhere to write to, or the output is an input.</exception>
    public void Check()
    {
        if (Source is null == Record is null)
        {
            throw new CommandLineException(Source is null
                ? "a TABLE or FEATURES to predict is missing; or give one record with --set NAME=VALUE,..."
                : $"--set gives one record, and {Source} has others; leave one of them out");
        }

        if (Source is not null && Output is null && !Prints)
        {
            throw new CommandLineException("predict: --output is missing; see kldiv predict --help");
        }

        OutputFiles.Check([ModelFile, .. Source is null ? Array.Empty<string>() : [RowSource.FileOf(Source)]], ("--output", Output));
    }
}
