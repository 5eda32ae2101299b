namespace KLDiv.TwoSamples.Tests;

/// <summary>Samples of known distributions, and samples of which hardly anything can be said.</summary>
public sealed class SampleComparisonTests
{
    private const int Rows = 20_000;

    /// <summary>Closed forms, within the error that samples of this size have.</summary>
    [Theory]
    [InlineData("shifted normal", 0.5, 0.111421)]
    [InlineData("exponential", 0.306853, 0.053782)]
    [InlineData("zeros and a tail", 0.169783, 0.038701)]
    [InlineData("shifted uniform", double.PositiveInfinity, 0.069315)]
    public void Known_distributions_are_as_far_apart_as_they_are(string name, double divergence, double jensenShannon)
    {
        Random random = new(11);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        (Func<double> reference, Func<double> current) = ((Func<double>, Func<double>))(name switch
        {
            "shifted normal" => (Normal, () => 1 + Normal()),
            "exponential" => (() => -Math.Log(1 - random.NextDouble()), () => -Math.Log(1 - random.NextDouble()) / 2),
            "zeros and a tail" => (() => random.NextDouble() < 0.3 ? 0 : Math.Exp(Normal()), () => random.NextDouble() < 0.5 ? 0 : Math.Exp(0.5 + Normal())),
            _ => (random.NextDouble, () => 0.1 + random.NextDouble()),
        });
        double[] Drawn(Func<double> draw) => [.. Enumerable.Range(0, Rows).Select(_ => draw())];
        SampleDivergence found = SampleComparison.Numbers(Drawn(reference), Drawn(current));
        Assert.Equal(jensenShannon, found.JensenShannon, 4 * (found.JensenShannonInterval.High - found.JensenShannonInterval.Low) / 3.92);
        Assert.True(found.KLInterval.Low <= divergence, $"{found.KLInterval}");
        Assert.Equal(double.IsInfinity(divergence), found.IsBound && double.IsInfinity(divergence));
        Assert.Equal((ComparisonVerdict.Large, true), (found.Verdict, found.JensenShannon > found.Chance));
        if (!found.IsBound)
        {
            Assert.InRange(divergence, found.KLInterval.Low - 0.02, found.KLInterval.High + 0.02);
        }
        else if (double.IsInfinity(divergence))
        {
            Assert.Equal((double.PositiveInfinity, 0.1), (found.KLInterval.High, Math.Round(found.Outside, 2)));
        }
    }

    [Fact]
    public void Distances_of_numbers_are_those_of_their_distribution_functions()
    {
        // By hand: ∫ |F - G| and the greatest |F - G|.
        SampleDivergence found = SampleComparison.Numbers([1, 2, 2, 3.5, 7, 9, -1], [0, 2, 4, 4, 10]);
        Assert.Equal((1.2714285714285711, 0.3142857142857143), (found.Wasserstein, found.KolmogorovSmirnov));
        Assert.Equal((7L, 5L, ComparisonVerdict.Chance), (found.RowsOfReference, found.RowsOfCurrent, found.Verdict));
    }

    [Fact]
    public void The_same_sample_is_no_farther_than_chance_by_any_figure()
    {
        double[] sample = [.. Enumerable.Range(0, 3000).Select(i => (i * 7919 % 3001) / 10.0)];
        SampleDivergence found = SampleComparison.Numbers(sample, sample);
        Assert.Equal((0, 0, 0, 0, ComparisonVerdict.Chance), (found.JensenShannon, found.KL, found.Wasserstein, found.TotalVariation, found.Verdict));
        Assert.True(found.P > 0.9);
    }

    [Fact]
    public void Samples_of_which_nothing_can_be_said_have_an_answer()
    {
        foreach (SampleDivergence found in (SampleDivergence[])
        [
            SampleComparison.Numbers([1], [2]),
            SampleComparison.Numbers([5, 5, 5], [5, 5]),
            SampleComparison.Numbers([double.NaN, double.NaN], [1, 2, 3]),
            SampleComparison.Numbers([double.NaN], [double.NaN]),
            SampleComparison.Categories([99_999, 1, 0], [0, 0, 1]),
        ])
        {
            Assert.All((double[])[found.JensenShannon, found.KL, found.Chance, found.P, found.TotalVariation, found.Psi], figure => Assert.True(figure >= 0 && double.IsFinite(figure), $"{found}"));
        }

        SampleDivergence one = SampleComparison.Categories([99_999, 1, 0], [0, 0, 1]);
        Assert.True(one.IsBound && one.KL < 20, $"{one}");
        Assert.Throws<ArgumentException>("current", () => SampleComparison.Numbers([1], []));
        Assert.Throws<ArgumentException>("current", () => SampleComparison.Categories([1, 2], [1]));
        Assert.Throws<ArgumentException>("reference", () => SampleComparison.Categories([1, -2], [1, 1]));
    }

    [Fact]
    public void The_share_of_missing_values_is_a_difference_too()
    {
        double[] whole = [.. Enumerable.Range(0, 1000).Select(i => (double)i)], half = [.. whole.Select(x => x % 2 == 0 ? double.NaN : x)];
        SampleDivergence found = SampleComparison.Numbers(whole, half);
        Assert.Equal((500L, ComparisonVerdict.Large), (found.MissingOfCurrent, found.Verdict));
        Assert.Equal((0L, 500L), (found.Cells[^1].Reference, found.Cells[^1].Current));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits()
    {
        double[] a = [.. Enumerable.Range(0, 500).Select(i => Math.Sin(i))], b = [.. Enumerable.Range(0, 700).Select(i => Math.Cos(i * i))];
        Assert.Equal(SampleComparison.Numbers(a, b) with { Cells = [] }, SampleComparison.Numbers(a, b) with { Cells = [] });
        Assert.NotEqual(SampleComparison.Numbers(a, b).Chance, SampleComparison.Numbers(a, b, new SampleComparisonOptions { Seed = 1 }).Chance);
    }
}
