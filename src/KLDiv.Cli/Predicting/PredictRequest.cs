using KLDiv.Files;
using KLDiv.Regression;

namespace KLDiv.Cli.Predicting;

/// <summary>What <c>kldiv predict</c> was asked for.</summary>
internal sealed record PredictRequest
{
    public required string ModelFile { get; init; }

    /// <summary>The table, or the features; null where one record is given instead.</summary>
    public string? Source { get; init; }

    /// <summary>The records, as they were given; none where a file is.</summary>
    public IReadOnlyList<string> Records { get; init; } = [];

    /// <summary>Whether records are drawn, as nobody said what is to be told of them.</summary>
    public bool DrawsRecords { get; init; }

    /// <summary>The columns of the table that are carried along; null: all.</summary>
    public IReadOnlyList<string>? Keep { get; init; } = [];

    /// <summary>Whether what looks wrong is an error.</summary>
    public bool Strict { get; init; }

    /// <summary>Whether records are told as JSON.</summary>
    public bool IsJson { get; init; }

    public required PredictionColumns Columns { get; init; }

    public UnseenLevels Unseen { get; init; }

    public string? Output { get; init; }

    /// <summary>Whether the predictions are to be printed, whatever is asked for.</summary>
    public bool PrintsAnyway { get; init; }

    /// <summary>Whether the predictions are printed, as CSV text.</summary>
    public bool Prints => PrintsAnyway || (Output is null && !IsJson && (Source is not null || !DrawsRecords));

    /// <summary>How the table is written.</summary>
    public TextDialect Dialect { get; init; } = TextDialect.Found;

    /// <summary>Refuses what contradicts itself.</summary>
    /// <exception cref="CommandLineException">There is nothing to predict or twice, or nowhere to write to, or the output is an input.</exception>
    public void Check()
    {
        if (Source is null == (Records.Count == 0))
        {
            throw new CommandLineException(Source is null
                ? "a TABLE or FEATURES to predict is missing; or give a record with --set NAME=VALUE,..."
                : $"--set gives records, and {Source} has others; leave one of them out");
        }

        if (Source is not null && IsJson)
        {
            throw new CommandLineException("--json prints the distributions of --set; the predictions of a file are printed as CSV, or go to --output");
        }

        if (Keep is null or { Count: > 0 } && (Source is null || (Output is { } file && !file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))))
        {
            throw new CommandLineException(Source is null
                ? "--keep carries columns of a table along, and a --set has none"
                : $"--keep carries texts along, which {Output} does not hold; name a .csv file");
        }

        OutputFiles.Check([ModelFile, .. Source is null ? Array.Empty<string>() : [RowSource.FileOf(Source)]], ("--output", Output));
    }
}
