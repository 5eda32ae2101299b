using KLDiv.Cli.Terminal;
using KLDiv.Files;
using KLDiv.Regression;

namespace KLDiv.Cli.Fit;

/// <summary>Features and distributions, from a table or from files of their own.</summary>
internal abstract class FitData
{
    /// <summary>What was read, as messages and headings name it.</summary>
    public abstract string Source { get; }

    /// <summary>The rows that count.</summary>
    public abstract long Rows { get; }

    /// <summary>The features that the columns become.</summary>
    public abstract int Width { get; }

    /// <summary>The number of points of a distribution.</summary>
    public abstract int Support { get; }

    /// <summary>What the distributions are of.</summary>
    public abstract string Value { get; }

    /// <summary>The bins of a number; null where the distributions are over classes.</summary>
    public abstract Binning? Bins { get; }

    /// <summary>The names of the classes; where there are bins, none.</summary>
    public abstract IReadOnlyList<string> Classes { get; }

    /// <summary>The names of the features.</summary>
    public abstract IReadOnlyList<string> Features { get; }

    /// <summary>The columns of a table; none of files of their own.</summary>
    public virtual IReadOnlyList<TableColumn> Columns => [];

    /// <summary>How many rows of a table were left out, as something in them was missing.</summary>
    public virtual long RowsLeftOut => 0;

    /// <summary>How many rows of a table have a missing feature, in the place of which something stands.</summary>
    public virtual long RowsFilled => 0;

    /// <summary>What the user should know of the data; a line each, behind the name of a file.</summary>
    public abstract IReadOnlyList<string> Notes { get; }

    /// <summary>Reads what a request names.</summary>
    /// <exception cref="DataFileException">A file is unreadable, malformed, or of the wrong shape.</exception>
    public static FitData Open(FitRequest request, Host host)
    {
        using ProgressLine progress = new(host);
        progress.Report(done: 0, $"reading {request.Source}");
        return request.Table is { } table
            ? new TableFitData(request.Source, table, host.Cancellation)
            : MatrixFitData.Open(request, host.Cancellation);
    }

    /// <summary>Fits a model to all rows.</summary>
    public abstract Fitted Fit(FitRequest request, IProgress<FitProgress> progress, IProgress<ChoiceProgress> choosing, CancellationToken cancellationToken);

    /// <summary>The figures on the rows that were fitted.</summary>
    public abstract ContenderScores Compare(Fitted fitted, int neighbours, CancellationToken cancellationToken);

    /// <summary>The figures on rows held out.</summary>
    public abstract CrossValidationResult Validate(CrossValidationOptions folds, IProgress<FoldResult> progress, CancellationToken cancellationToken);

    /// <summary>Writes the log-probabilities of the rows.</summary>
    public abstract void WritePredictions(Fitted fitted, string path, Host host);

    /// <summary>Finds what the page of a fit shows.</summary>
    public abstract FitExplanation Page(FitAnswer answer, CancellationToken cancellationToken);
}
