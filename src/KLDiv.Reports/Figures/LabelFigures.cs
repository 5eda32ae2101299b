namespace KLDiv.Reports;

/// <summary>What the true classes say. P is the target and Q the input; p and q are their probabilities of a row's true class.</summary>
public sealed record LabelFigures
{
    /// <summary>How many of the rows that count have a label.</summary>
    public required long Rows { get; init; }

    /// <summary>How many of the rows that count have none, and count for nothing here.</summary>
    public required long UnlabelledRows { get; init; }

    /// <summary>exp of the mean of -ln p, and its standard error: the mean's times the perplexity.</summary>
    public required Estimate TargetPerplexity { get; init; }

    /// <summary>exp of the mean of -ln q, and its standard error.</summary>
    public required Estimate InputPerplexity { get; init; }

    /// <summary>ln of the input's perplexity over the target's: the mean of ln p - ln q.</summary>
    public required Estimate LogRatio { get; init; }

    /// <summary>The correlation of -ln p and -ln q over the rows.</summary>
    public required double Correlation { get; init; }

    /// <summary>How often the target's top class is the true one.</summary>
    public required Estimate TargetAccuracy { get; init; }

    /// <summary>How often the input's top class is the true one.</summary>
    public required Estimate InputAccuracy { get; init; }

    /// <summary>The mean change of the true class's probability, q - p.</summary>
    public required Estimate Change { get; init; }

    /// <summary>sqrt of the mean of (q - p)², and its standard error.</summary>
    public required Estimate RootMeanSquareChange { get; init; }

    /// <summary>The least change.</summary>
    public required double MinChange { get; init; }

    /// <summary>The largest change.</summary>
    public required double MaxChange { get; init; }

    /// <summary>The median change.</summary>
    public required double MedianChange { get; init; }

    /// <summary>The percentiles of the change that <see cref="Percentile.Reported"/> names, in its order.</summary>
    public required IReadOnlyList<Percentile> ChangePercentiles { get; init; }

    /// <summary>Calibration of the target: bins by the probability of its top class.</summary>
    public required IReadOnlyList<CalibrationBin> TargetCalibration { get; init; }

    /// <summary>Calibration of the input.</summary>
    public required IReadOnlyList<CalibrationBin> InputCalibration { get; init; }

    /// <summary>The true class's probability before and after: bins by p.</summary>
    public required IReadOnlyList<TrueClassBin> TrueClass { get; init; }
}

/// <summary>The rows in which a side's top class has a probability in a stretch; ten equal ones cover 0 to 1.</summary>
/// <param name="From">The least probability.</param>
/// <param name="To">The least probability of the next bin; 1 belongs to the last.</param>
/// <param name="Count">How many rows.</param>
/// <param name="Confidence">The mean probability of the top class; NaN where there is no row.</param>
/// <param name="Accuracy">How often it is the true class; NaN where there is no row.</param>
/// <param name="Share">The rows' part of the weight of all rows, 0 to 1; of their number where all rows weigh the same.</param>
public readonly record struct CalibrationBin(double From, double To, long Count, double Confidence, double Accuracy, double Share);

/// <summary>The rows in which the target gives the true class a probability in a stretch; ten equal ones cover 0 to 1.</summary>
/// <param name="From">The least probability.</param>
/// <param name="To">The least probability of the next bin; 1 belongs to the last.</param>
/// <param name="Count">How many rows.</param>
/// <param name="MeanP">The mean of p; NaN where there is no row.</param>
/// <param name="MeanQ">The mean of q, and the standard error of the mean of q - p.</param>
/// <param name="Share">The rows' part of the weight of all rows, 0 to 1.</param>
public readonly record struct TrueClassBin(double From, double To, long Count, double MeanP, Estimate MeanQ, double Share);
