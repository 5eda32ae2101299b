namespace KLDiv.TwoSamples;

/// <summary>How far two samples of one column are apart: figures of the distributions that they come from, in nats where they are divergences.</summary>
public sealed record SampleDivergence
{
    /// <summary>At which Jensen-Shannon divergence a difference is called large.</summary>
    private const double Large = 0.025;

    /// <summary>What may be by chance in one of twenty cases is.</summary>
    private const double Significance = 0.05;

    /// <summary>The share of the reference outside the current sample's reach beyond which a divergence has no value, but a bound.</summary>
    private const double MostOutside = 0.005;

    /// <summary>The reference's rows, those without a value among them.</summary>
    public required long RowsOfReference { get; init; }

    /// <summary>The current sample's rows, those without a value among them.</summary>
    public required long RowsOfCurrent { get; init; }

    /// <summary>The reference's rows without a value.</summary>
    public long MissingOfReference { get; init; }

    /// <summary>The current sample's rows without a value.</summary>
    public long MissingOfCurrent { get; init; }

    /// <summary>
    /// KL(reference || current). Where the current sample does not reach the reference's tails (<see cref="IsBound"/>), the least that it may be with 97.5 %
    /// confidence.
    /// </summary>
    public double KL => IsBound ? KLInterval.Low : Math.Max(0, KLEstimate);

    /// <summary>Whether <see cref="KL"/> is a lower bound: more than half a percent of the reference's rows lie where the current sample has next to none.</summary>
    public bool IsBound => Outside > MostOutside;

    /// <summary>The interval of KL(reference || current); where that is a bound, its upper end is infinite.</summary>
    public ConfidenceInterval KLInterval { get; init; }

    /// <summary>KL(current || reference), or its lower bound.</summary>
    public double ReverseKL => IsReverseBound ? ReverseKLInterval.Low : Math.Max(0, ReverseKLEstimate);

    /// <summary>Whether <see cref="ReverseKL"/> is a lower bound.</summary>
    public bool IsReverseBound => OutsideOfReference > MostOutside;

    /// <summary>The interval of KL(current || reference).</summary>
    public ConfidenceInterval ReverseKLInterval { get; init; }

    /// <summary>The Jensen-Shannon divergence, from 0 to ln 2; the figure to go by, as samples can tell it.</summary>
    public double JensenShannon => Math.Clamp(JensenShannonEstimate, 0, Math.Log(2));

    /// <summary>Its interval.</summary>
    public ConfidenceInterval JensenShannonInterval { get; init; }

    /// <summary>The Jensen-Shannon divergence that two samples of these sizes from one distribution exceed in one of twenty cases.</summary>
    public double Chance { get; init; }

    /// <summary>The population stability index: the sum of both divergences, or of their bounds.</summary>
    public double Psi => KL + ReverseKL;

    /// <summary>The Hellinger distance of the cells' shares, from 0 to 1.</summary>
    public double Hellinger { get; init; }

    /// <summary>The total variation of the cells' shares, from 0 to 1.</summary>
    public double TotalVariation { get; init; }

    /// <summary>The total variation that two samples from one distribution exceed in one of twenty cases.</summary>
    public double ChanceOfTotalVariation { get; init; }

    /// <summary>∫ |F - G|, in the unit of the numbers; NaN of categories.</summary>
    public double Wasserstein { get; init; } = double.NaN;

    /// <summary>The greatest |F - G|; NaN of categories.</summary>
    public double KolmogorovSmirnov { get; init; } = double.NaN;

    /// <summary>KL(reference || current) by nearest neighbours; NaN of categories, and where a number occurs twice.</summary>
    public double NeighbourKL { get; init; } = double.NaN;

    /// <summary>The share of the reference's rows in cells where the current sample has fewer than 5.</summary>
    public double Outside { get; init; }

    /// <summary>What that is on average of two samples from one distribution.</summary>
    public double OutsideByChance { get; init; }

    /// <summary>The share of the current sample's rows in cells where the reference has fewer than 5.</summary>
    public double OutsideOfReference { get; init; }

    /// <summary>The probability that two samples of one distribution are as far apart as these.</summary>
    public double P { get; init; }

    /// <summary>The same beside all other columns that were compared (Benjamini and Hochberg 1995); <see cref="P"/> of one alone.</summary>
    public double AdjustedP { get; init; }

    /// <summary>The cells: bins of numbers, or levels.</summary>
    public IReadOnlyList<ComparedCell> Cells { get; init; } = [];

    /// <summary>What it amounts to.</summary>
    public ComparisonVerdict Verdict => !(AdjustedP <= Significance) ? ComparisonVerdict.Chance
        : JensenShannon < Large ? ComparisonVerdict.Small
        : ComparisonVerdict.Large;

    /// <summary>Whether the neighbours see a difference that is finer than the cells: theirs is to be believed then.</summary>
    public bool IsFinerThanCells => NeighbourKL - KLEstimate > 3 * 0.75 / Math.Sqrt(RowsOfReference);

    internal double KLEstimate { get; init; }

    internal double ReverseKLEstimate { get; init; }

    internal double JensenShannonEstimate { get; init; }
}
