using KLDiv.Benchmarks.Choosing;

namespace KLDiv.Tests.Distilling;

/// <summary>What docs/choosing.md says.</summary>
public sealed class BumpFitTests
{
    [Fact]
    public void The_forward_divergence_matches_the_moments_of_the_target_and_the_reverse_takes_its_larger_bump()
    {
        double[] weights = Array.ConvertAll(BumpFit.Target, Math.Exp);
        double sum = weights.Sum(), mean = weights.Zip(BumpFit.Places, (w, x) => w * x).Sum() / sum;
        double variance = weights.Zip(BumpFit.Places, (w, x) => w * (x - mean) * (x - mean)).Sum() / sum;
        BumpFit forward = BumpFit.Fit(0), middle = BumpFit.Fit(0.5), reverse = BumpFit.Fit(1);

        // But for what of the bump lies beyond the places.
        Assert.Equal(mean, forward.Mean, 0.1);
        Assert.Equal(Math.Sqrt(variance), forward.Deviation, 0.1);
        Assert.Equal(-1.95, reverse.Mean, 0.02);
        Assert.Equal(0.75, reverse.Deviation, 0.02);
        Assert.InRange(middle.Deviation, reverse.Deviation + 0.02, forward.Deviation - 0.02);
    }
}
