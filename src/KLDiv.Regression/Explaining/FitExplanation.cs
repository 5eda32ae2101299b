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
    public Binning? Bins { get; init; }

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

    /// <summary>What each feature does to the distribution, the most influential first.</summary>
    public IReadOnlyList<FeatureEffect> Effects { get; init; } = [];
}

/// <summary>Something to be known of a fit.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Text">Its value in words, or what follows the number.</param>
/// <param name="Number">Its value where it is a number; null: the words are all.</param>
public sealed record FitSetting(string Name, string Text, double? Number = null);

/// <summary>A model, or what it must beat, and how well it does.</summary>
/// <param name="Name">Its name.</param>
/// <param name="OnTheData">On the rows that were fitted.</param>
/// <param name="HeldOut">On rows that were held out, the mean over the folds; null where none were.</param>
/// <param name="Deviation">The standard deviation over the folds; null where none were held out.</param>
public sealed record FitContender(string Name, DistributionScores OnTheData, DistributionScores? HeldOut = null, DistributionScores? Deviation = null)
{
    /// <summary>Whether it looks rows up among those that it was given, so that on the data each finds itself.</summary>
    public bool IsOfNeighbours { get; init; }

    /// <summary>Whether it predicts the mean of the targets for every row, as who knows no features would.</summary>
    public bool IsMean { get; init; }

    /// <summary>The figures on held-out rows where there are any, else those on the data.</summary>
    public DistributionScores Best => HeldOut ?? OnTheData;
}

/// <summary>The rows parted by a feature.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Step">How near to each other its numbers lie: the digits that tell a step from the next tell the parts apart. 0 of levels.</param>
/// <param name="Slices">The parts.</param>
public sealed record FeatureSlices(string Feature, double Step, IReadOnlyList<Slice> Slices);

/// <summary>A part of the rows: those of a level, of a number, or of a range of numbers.</summary>
/// <param name="Level">The level; null where the feature is a number.</param>
/// <param name="From">The least number that belongs to the part, -∞ of the lowest; a level's number where it is a level.</param>
/// <param name="To">Where the next part begins, +∞ of the highest; the same as <paramref name="From"/> where that is the only value of the part.</param>
/// <param name="Rows">How many rows they are.</param>
/// <param name="Predicted">The mean of the distributions predicted for them.</param>
/// <param name="Observed">The mean of what was observed in them.</param>
public sealed record Slice(string? Level, double From, double To, long Rows, IReadOnlyList<double> Predicted, IReadOnlyList<double> Observed)
{
    /// <summary>Whether a value of the feature belongs to the part.</summary>
    internal bool Has(double value) => From == To ? value == From : value >= From && value < To;
}

/// <summary>Classes of rows that were given about the same probability.</summary>
/// <param name="Count">How many: a row has as many as there are classes.</param>
/// <param name="Predicted">The mean of the probabilities that they were given.</param>
/// <param name="Observed">The mean of the target.</param>
/// <param name="StandardError">Of the mean of target less probability.</param>
public sealed record ReliabilityGroup(long Count, double Predicted, double Observed, double StandardError);

/// <summary>Partial dependence: the distribution as one feature moves, averaged over rows whose other features stay as they are (Friedman 2001).</summary>
/// <param name="Feature">Its name.</param>
/// <param name="HasLevels">Whether its values are levels of a category, not numbers.</param>
/// <param name="Influence">How much of the probability it moves: the mean, over the values as they occur, of the total variation distance from the average distribution.</param>
/// <param name="Points">Values of the feature, in order.</param>
public sealed record FeatureEffect(string Feature, bool HasLevels, double Influence, IReadOnlyList<EffectPoint> Points)
{
    /// <summary>How far the points are apart on average; 0 of a single one.</summary>
    public double Step => Points.Count > 1 ? (Points[^1].Value - Points[0].Value) / (Points.Count - 1) : 0;
}

/// <summary>The distribution where a feature has one value.</summary>
/// <param name="Level">The level; null where the feature is a number.</param>
/// <param name="Value">The value; a level's number where it is a level.</param>
/// <param name="Share">The part of the rows that have it, or have it nearest.</param>
/// <param name="Distribution">The mean over rows of the predicted distributions.</param>
/// <param name="Mean">The mean of it; NaN without bins.</param>
/// <param name="Spread">The standard deviation of a row's distribution, as root mean square over the rows; NaN without bins.</param>
public sealed record EffectPoint(string? Level, double Value, double Share, IReadOnlyList<double> Distribution, double Mean, double Spread);
