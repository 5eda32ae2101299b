using KLDiv.Regression;

namespace KLDiv.Cli.Fit;

/// <summary>What <c>kldiv fit</c> was asked for.</summary>
internal sealed record FitRequest
{
    /// <summary>The table, or the features.</summary>
    public required string Source { get; init; }

    /// <summary>The distributions, where they are in a file of their own; null where the source is a table.</summary>
    public string? Target { get; init; }

    /// <summary>How the table is read; null where features and distributions are files of their own.</summary>
    public TableOptions? Table { get; init; }

    /// <summary>The file of the rows' weights; those of a table are a column of it.</summary>
    public string? WeightsFile { get; init; }

    /// <summary>Whether the targets are counts, by whose sums rows are weighted.</summary>
    public bool AreCounts { get; init; }

    public required FitOptions Options { get; init; }

    /// <summary>Whether the penalty is to be chosen, whatever the options say.</summary>
    public bool ChoosesL2 { get; init; }

    /// <summary>The folds of the cross-validation; 0: none; null: as many as suit the data.</summary>
    public int? Folds { get; init; }

    /// <summary>How often the folds are cut.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>Whether what looks wrong is an error.</summary>
    public bool Strict { get; init; }

    /// <summary>k of the nearest neighbours; 0: they do not compete.</summary>
    public required int Neighbours { get; init; }

    /// <summary>Whether the table is read and its columns told, and nothing is fitted.</summary>
    public bool IsDryRun { get; init; }

    public required FitFiles Files { get; init; }
}
