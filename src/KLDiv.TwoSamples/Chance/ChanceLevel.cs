using KLDiv.TwoSamples.Estimating;

namespace KLDiv.TwoSamples.Chance;

/// <summary>What two samples of these sizes give that come from one distribution, that of all rows together.</summary>
/// <param name="JensenShannon">Up to which their divergence is in 95 of 100 cases.</param>
/// <param name="TotalVariation">The same of the total variation.</param>
/// <param name="Outside">The mean share of the reference's rows in cells where the current sample has next to none.</param>
/// <param name="OutsideOfReference">The same with the samples in each other's place.</param>
internal readonly record struct ChanceLevel(double JensenShannon, double TotalVariation, double Outside, double OutsideOfReference)
{
    private const int Draws = 199;

    private const double Level = 0.95;

    public static ChanceLevel Of(CellCounts cells, JensenShannonEstimator estimator, Random random)
    {
        double[] divergences = new double[Draws], variations = new double[Draws];
        double outside = 0, other = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            CellCounts divided = Permutation.Draw(cells, random);
            divergences[draw] = estimator.Of(divided);
            variations[draw] = CellShares.TotalVariation(divided);
            outside += KLEstimate.Outside(divided);
            other += KLEstimate.Outside(divided.Swapped);
        }

        return new ChanceLevel(Quantile(divergences), Quantile(variations), outside / Draws, other / Draws);
    }

    private static double Quantile(double[] values)
    {
        Array.Sort(values);
        return values[(int)Math.Ceiling(Level * (values.Length + 1)) - 1];
    }
}
