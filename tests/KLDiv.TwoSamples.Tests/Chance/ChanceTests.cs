using KLDiv.TwoSamples.Chance;
using KLDiv.TwoSamples.Estimating;

namespace KLDiv.TwoSamples.Tests.Chance;

/// <summary>What chance does, against enumerations and counts.</summary>
public sealed class ChanceTests
{
    [Fact]
    public void Numbers_are_drawn_with_the_probabilities_of_the_hypergeometric_distribution()
    {
        // 20 of which 8 are marked, 6 drawn: P(k) = C(8, k) C(12, 6 - k) / C(20, 6).
        double[] expected = [924 / 38760.0, 6336 / 38760.0, 13860 / 38760.0, 12320 / 38760.0, 4620 / 38760.0, 672 / 38760.0, 28 / 38760.0];
        Hypergeometric chance = new(20, 8, 6);
        Random random = new(5);
        double[] shares = new double[7];
        for (int i = 0; i < 40_000; i++)
        {
            shares[chance.Draw(random)] += 1 / 40_000.0;
        }

        Assert.All(expected.Zip(shares), pair => Assert.Equal(pair.First, pair.Second, 4 * Math.Sqrt(pair.First / 40_000)));
        Assert.Equal(expected.Select((p, k) => p * k * k).Sum(), chance.Expectation(k => k * k), 1e-12);
        Assert.Equal(expected[5] + expected[6], Math.Exp(chance.LogTail(5, isLower: false)), 1e-14);
        Assert.Equal(expected[0] + expected[1], Math.Exp(chance.LogTail(1, isLower: true)), 1e-14);
    }

    [Fact]
    public void Wide_distributions_are_three_points_to_a_smooth_function()
    {
        Hypergeometric wide = new(1_000_000, 40_000, 300_000);
        Assert.Equal((wide.Mean * wide.Mean) + (wide.Deviation * wide.Deviation), wide.Expectation(k => k * k), 1e-9 * wide.Mean * wide.Mean);
        Assert.Equal(12_000, Enumerable.Range(0, 400).Average(seed => wide.Draw(new Random(seed))), 5 * wide.Deviation / 20);
    }

    [Fact]
    public void A_division_keeps_the_cells_and_the_samples_sizes()
    {
        CellCounts cells = new([5, 0, 20, 3], [1, 9, 10, 300]);
        Random random = new(2);
        for (int i = 0; i < 200; i++)
        {
            CellCounts divided = Permutation.Draw(cells, random);
            Assert.Equal((28L, 320L), (divided.ReferenceRows, divided.CurrentRows));
            Assert.All(Enumerable.Range(0, 4), cell => Assert.Equal(cells.Total(cell), divided.Total(cell)));
            Assert.True(divided.Reference.Min() >= 0 && divided.Current.Min() >= 0);
        }
    }

    /// <summary>Margins 4, 3, 5, 2 and 6 of 14: all tables that there are give the mean, the variance, and so the value.</summary>
    [Fact]
    public void X_squared_has_its_exact_mean_and_variance() =>
        Assert.Equal(0.02047127054693354, CategoryTest.P(new CellCounts([4, 1, 0, 1], [0, 2, 5, 1])), 1e-10);

    [Fact]
    public void What_is_the_same_is_rejected_once_in_twenty_and_what_differs_is_surely()
    {
        int rejected = 0;
        for (int seed = 0; seed < 300; seed++)
        {
            Random random = new(seed);
            long[] Rows(int rows) => [.. Enumerable.Range(0, rows).Select(_ => random.Next(30)).GroupBy(cell => cell).OrderBy(group => group.Key).Select(group => (long)group.Count())];
            rejected += OrderedTest.P(new CellCounts(Rows(700), Rows(1500)), random) <= 0.05 ? 1 : 0;
        }

        Assert.InRange(rejected, 4, 28);
        double p = OrderedTest.P(new CellCounts([4000, 3000, 1000], [1000, 3000, 4000]), new Random(1));
        Assert.InRange(p, 1e-320, 1e-100);
        Assert.Equal(1, OrderedTest.P(new CellCounts([7], [9]), new Random(1)));
        Assert.Equal(1, CategoryTest.P(new CellCounts([7], [9])));
    }
}
