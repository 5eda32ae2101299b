namespace KLDiv.Regression;

/// <summary>What a fit found: how well it does beside what it must beat, what it predicts for parts of the rows, and what each feature does.</summary>
/// <remarks>What is required is known where a model is fitted; <see cref="FitExplainer"/> finds the rest from the model and its data.</remarks>
public sealed record FitExplanation
{
    /// <summary>What was fitted: a file, a data set.</summary>
    public required string Source { get; init; }

    /// <summary>What the distributions are of: the column of the value, or a word for the classes.</summary>
    public required string Value { get; init; }

    /// <summary>The bins, in order; null where the classes have none.</summary>
    public Binning? Bins => Contents?.Bins;

    /// <summary>The bins and what was seen inside them; null where the classes have none.</summary>
    public BinContents? Contents { get; init; }

    /// <summary>The names of the classes; where there are bins, they name themselves.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>How many rows were fitted.</summary>
    public required long Rows { get; init; }

    /// <summary>The names of all features, of which <see cref="Effects"/> may show a part.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>What else is to be known of the fit: the kind of the model, its penalty, and so on.</summary>
    public IReadOnlyList<FitSetting> Settings { get; init; } = [];

    /// <summary>The objective from iteration to iteration, the start first.</summary>
    public required IReadOnlyList<FitProgress> Progress { get; init; }

    /// <summary>How far each value was spread for the fit, in its unit; 0: all in its bin. Figures and pictures are of values as they are.</summary>
    public double Bandwidth { get; init; }

    /// <summary>Why the fit ended.</summary>
    public required FitStop Stop { get; init; }

    /// <summary>The model first, and then what it must beat.</summary>
    public required IReadOnlyList<FitContender> Contenders { get; init; }

    /// <summary>How rows were held out, such as 10 folds, 10 times; null where none were.</summary>
    public string? CrossValidation { get; init; }

    /// <summary>How many rows, evenly taken, the following is of; null: all.</summary>
    public long? SampledRows { get; init; }

    /// <summary>What was predicted for parts of the rows and what was observed in them, feature by feature.</summary>
    public IReadOnlyList<FeatureSlices> Slices { get; init; } = [];

    /// <summary>How often classes come about, by the probability that they were given; empty where there are bins.</summary>
    public IReadOnlyList<ReliabilityGroup> Reliability { get; init; } = [];

    /// <summary>Which classes are taken for which on held-out rows; null where nothing was held out, rows have no single class, or there are too many classes.</summary>
    public ConfusionTable? Confusion { get; init; }

    /// <summary>What each feature does to the distribution, the most influential first.</summary>
    public IReadOnlyList<FeatureEffect> Effects { get; init; } = [];
}
