namespace KLDiv.Reports;

/// <summary>How the divergences of the rows are spread over a logarithmic axis.</summary>
public sealed record DivergenceHistogram
{
    /// <summary>Rows whose divergence is 0, or less where rows of log-probabilities do not add up to 1.</summary>
    public required long Zeros { get; init; }

    /// <summary>Their part of the weight of all rows, 0 to 1; of their number where all rows weigh the same.</summary>
    public required double ZeroShare { get; init; }

    /// <summary>Rows whose divergence is infinite.</summary>
    public required long Infinities { get; init; }

    /// <summary>Their part of the weight of all rows, 0 to 1.</summary>
    public required double InfiniteShare { get; init; }

    /// <summary>Bins of equal width in the logarithm, ten a decade, without a gap from the least divergence above 0 to the largest finite one;
    /// wider where that would be more than 120.</summary>
    public required IReadOnlyList<HistogramBin> Bins { get; init; }
}

/// <summary>A stretch of values.</summary>
/// <param name="From">The least value that belongs to it.</param>
/// <param name="To">The least value that belongs to the next one.</param>
/// <param name="Count">How many rows have such a value.</param>
/// <param name="Share">Their part of the weight of all rows, 0 to 1; of their number where all rows weigh the same.</param>
public readonly record struct HistogramBin(double From, double To, long Count, double Share);
