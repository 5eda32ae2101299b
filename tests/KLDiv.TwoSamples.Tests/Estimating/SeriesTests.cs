using KLDiv.TwoSamples.Estimating;

namespace KLDiv.TwoSamples.Tests.Estimating;

/// <summary>Series and estimates against the sums that define them, in exact fractions.</summary>
public sealed class SeriesTests
{
    [Theory]
    [InlineData(0, 20, 7, 2.592857142857143)]
    [InlineData(1, 20, 7, 2.242857142857143)]
    [InlineData(5, 20, 7, 1.301908570445722)]
    [InlineData(5, 20, 20, 1.3144063238103485)]
    [InlineData(19, 20, 7, 0.05)]
    [InlineData(3, 1000, 40, 4.160865561860101)]
    public void A_cut_series_is_the_sum_that_it_stands_for(int count, int total, int order, double expected) =>
        Assert.Equal(expected, new CutSeries(total, order, largest: 20)[count], 1e-13);

    [Fact]
    public void Harmonic_numbers_grow_by_one_over_their_number_and_lie_between_neighbours()
    {
        Assert.Equal(0, Harmonic.Of(0));
        Assert.All(Enumerable.Range(1, 200), n => Assert.Equal(Harmonic.Of(n - 1) + (1.0 / n), Harmonic.Of(n), 1e-14));
        Assert.Equal(2 - (2 * Math.Log(2)), Harmonic.Of(0.5), 1e-13);
    }

    [Theory]
    [InlineData(new long[] { 5, 3, 2 }, new long[] { 2, 3, 5 }, 0.035, 0.009623323013415952)]
    [InlineData(new long[] { 5, 3, 2 }, new long[] { 20, 30, 51 }, 0.1398763635435057, 0.04225821507889749)]
    [InlineData(new long[] { 50, 30, 21 }, new long[] { 2, 3, 5 }, 0.12809885336813548, 0.037077862930658956)]
    public void Estimates_are_the_differences_of_series_of_one_order(long[] reference, long[] current, double divergence, double jensenShannon)
    {
        CellCounts cells = new(reference, current);
        Assert.Equal(divergence, KLEstimate.Of(cells).Value, 1e-12);
        Assert.Equal(jensenShannon, new JensenShannonEstimator(cells).Of(cells), 1e-12);
    }

    /// <summary>Where both distributions are the same, at any number of levels, the estimates are right on average.</summary>
    [Theory]
    [InlineData(10, 200, 500)]
    [InlineData(1000, 1000, 5000)]
    [InlineData(10_000, 1000, 1000)]
    public void Equal_distributions_are_apart_by_nothing_on_average(int levels, int n, int m)
    {
        Random random = new(levels);
        double[] estimates = new double[40];
        for (int i = 0; i < estimates.Length; i++)
        {
            CellCounts cells = new(Drawn(levels, n, random), Drawn(levels, m, random));
            estimates[i] = new JensenShannonEstimator(cells).Of(cells);
        }

        double mean = estimates.Average(), error = Math.Sqrt(estimates.Sum(one => (one - mean) * (one - mean)) / 39 / 40);
        Assert.InRange(mean, -4 * error, 4 * error);
    }

    private static long[] Drawn(int levels, int rows, Random random)
    {
        long[] counts = new long[levels];
        for (int i = 0; i < rows; i++)
        {
            counts[random.Next(levels)]++;
        }

        return counts;
    }
}
