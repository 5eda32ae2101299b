using KLDiv.TwoSamples.Chance;
using KLDiv.TwoSamples.Estimating;
using KLDiv.TwoSamples.Pooling;

namespace KLDiv.TwoSamples;

/// <summary>How far two samples are apart, as figures of the distributions that they come from, each with its error.</summary>
/// <remarks>
/// Numbers are cut into 2 (2nm / (n + m))^0.4 bins by the quantiles of both samples together, and a number that many rows have is a bin of its own; levels are
/// what they are. The divergences are estimated from the counts by series without bias where both distributions are the same (Zhang and Grabchak 2014), not by
/// filling empty cells with a constant. The interval of the Jensen-Shannon divergence, the level of chance and p are of these counts. Rows without a value are
/// a level of their own.
/// </remarks>
public static class SampleComparison
{
    /// <summary>Compares two samples of numbers.</summary>
    /// <param name="reference">n numbers, at least one; NaN: a row without a value.</param>
    /// <param name="current">m numbers, at least one.</param>
    /// <param name="options">How; null: <see cref="SampleComparisonOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">A sample is empty.</exception>
    public static SampleDivergence Numbers(ReadOnlySpan<double> reference, ReadOnlySpan<double> current, SampleComparisonOptions? options = null)
    {
        Check(reference.Length, nameof(reference));
        Check(current.Length, nameof(current));
        Random random = new((options ?? SampleComparisonOptions.Default).Seed);
        (double[] first, double[] second) = (Present(reference), Present(current));
        (long missing, long missingCurrent) = (reference.Length - first.Length, current.Length - second.Length);
        if (first.Length == 0 || second.Length == 0)
        {
            // Nothing but whether there is a number.
            CellCounts presence = new([first.Length, missing], [second.Length, missingCurrent]);
            return Compare(presence, CategoryTest.P(presence), random) with { MissingOfReference = missing, MissingOfCurrent = missingCurrent };
        }

        var values = PooledValues.Of(first, second);
        IReadOnlyList<NumberCell> cells = NumberCells.OfEstimates(values);
        EmpiricalDistances distances = EmpiricalDistances.Of(values);
        double p = OrderedTest.P(NumberCells.Counts(NumberCells.OfTest(values), missing, missingCurrent), random);
        return Compare(NumberCells.Counts(cells, missing, missingCurrent), p, random) with
        {
            MissingOfReference = missing,
            MissingOfCurrent = missingCurrent,
            Wasserstein = distances.Wasserstein,
            KolmogorovSmirnov = distances.KolmogorovSmirnov,
            NeighbourKL = values.HasTies() ? double.NaN : NeighbourDivergence.Of(first, second),
            Cells = [.. cells.Select(cell => new ComparedCell(cell.Low, cell.High, cell.Reference, cell.Current)), .. Missing(missing, missingCurrent)],
        };
    }

    /// <summary>Compares two samples of categories.</summary>
    /// <param name="reference">How many rows of the reference have each level; at least one row in all.</param>
    /// <param name="current">How many rows of the current sample have it.</param>
    /// <param name="missingReference">The reference's rows without a level.</param>
    /// <param name="missingCurrent">The current sample's.</param>
    /// <param name="options">How; null: <see cref="SampleComparisonOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">A sample is empty, a count is negative, or the levels are not equally many.</exception>
    public static SampleDivergence Categories(
        ReadOnlySpan<long> reference, ReadOnlySpan<long> current, long missingReference = 0, long missingCurrent = 0, SampleComparisonOptions? options = null)
    {
        if (reference.Length != current.Length)
        {
            throw new ArgumentException($"The reference has {reference.Length} levels, and the current sample {current.Length}; they must be the same.", nameof(current));
        }

        bool hasMissing = missingReference != 0 || missingCurrent != 0;
        CellCounts cells = new(Counted(reference, missingReference, hasMissing, nameof(reference)), Counted(current, missingCurrent, hasMissing, nameof(current)));
        return Compare(cells, CategoryTest.P(cells), new Random((options ?? SampleComparisonOptions.Default).Seed)) with
        {
            MissingOfReference = missingReference,
            MissingOfCurrent = missingCurrent,
            Cells = [.. Enumerable.Range(0, cells.Count).Select(i => new ComparedCell(double.NaN, double.NaN, cells.Reference[i], cells.Current[i]))],
        };
    }

    private static SampleDivergence Compare(CellCounts cells, double p, Random random)
    {
        var estimator = new JensenShannonEstimator(cells);
        double divergence = estimator.Of(cells);
        ChanceLevel chance = ChanceLevel.Of(cells, estimator, random);
        var forward = Estimating.KLEstimate.Of(cells);
        var reverse = Estimating.KLEstimate.Of(cells.Swapped);
        SampleDivergence result = new()
        {
            RowsOfReference = cells.ReferenceRows,
            RowsOfCurrent = cells.CurrentRows,
            KLEstimate = forward.Value,
            ReverseKLEstimate = reverse.Value,
            JensenShannonEstimate = divergence,
            JensenShannonInterval = ConfidenceInterval.Around(divergence, JensenShannonEstimator.Deviation(cells), Math.Log(2)),
            Chance = Math.Max(0, chance.JensenShannon),
            Hellinger = CellShares.Hellinger(cells),
            TotalVariation = CellShares.TotalVariation(cells),
            ChanceOfTotalVariation = chance.TotalVariation,
            Outside = Estimating.KLEstimate.Outside(cells),
            OutsideByChance = chance.Outside,
            OutsideOfReference = Estimating.KLEstimate.Outside(cells.Swapped),
            P = p,
            AdjustedP = p,
        };
        return result with { KLInterval = Of(forward, result.IsBound), ReverseKLInterval = Of(reverse, result.IsReverseBound) };
    }

    private static ConfidenceInterval Of(Estimating.KLEstimate estimate, bool isBound)
    {
        var around = ConfidenceInterval.Around(estimate.Value, estimate.Deviation);
        return isBound ? around with { High = double.PositiveInfinity } : around;
    }

    private static double[] Present(ReadOnlySpan<double> values)
    {
        double[] present = values.ToArray();
        return Array.Exists(present, double.IsNaN) ? [.. present.Where(value => !double.IsNaN(value))] : present;
    }

    private static ComparedCell[] Missing(long reference, long current) =>
        reference + current > 0 ? [new ComparedCell(double.NaN, double.NaN, reference, current)] : [];

    private static long[] Counted(ReadOnlySpan<long> counts, long missing, bool hasMissing, string name)
    {
        long[] all = hasMissing ? [.. counts, missing] : counts.ToArray();
        if (Array.Exists(all, count => count < 0))
        {
            throw new ArgumentException("A count is negative.", name);
        }

        Check(all.Sum(), name);
        return all;
    }

    private static void Check(long rows, string name)
    {
        if (rows == 0)
        {
            throw new ArgumentException("The sample has no rows.", name);
        }
    }
}
