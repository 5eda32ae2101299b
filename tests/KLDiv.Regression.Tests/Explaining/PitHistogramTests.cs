namespace KLDiv.Regression.Tests.Explaining;

public sealed class PitHistogramTests
{
    public static TheoryData<double[], long, PitShape> Histograms => new()
    {
        { [0.11, 0.09, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.09, 0.11], 1000, PitShape.Even },
        { [0.11, 0.09, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.09, 0.11], 1_000_000, PitShape.Uneven },
        { [0.2, 0.1, 0.08, 0.06, 0.06, 0.06, 0.06, 0.08, 0.1, 0.2], 5000, PitShape.TooNarrow },
        { [0.05, 0.08, 0.1, 0.12, 0.15, 0.15, 0.12, 0.1, 0.08, 0.05], 5000, PitShape.TooWide },
        { [0.05, 0.06, 0.07, 0.09, 0.1, 0.1, 0.11, 0.13, 0.14, 0.15], 5000, PitShape.TooLow },
        { [0.15, 0.14, 0.13, 0.11, 0.1, 0.1, 0.09, 0.07, 0.06, 0.05], 5000, PitShape.TooHigh },
    };

    [Theory]
    [MemberData(nameof(Histograms))]
    public void A_histogram_has_the_shape_that_explains_most_of_it(double[] shares, long rows, PitShape shape) => Assert.Equal(shape, PitHistogram.ShapeOf(shares, rows));

    [Fact]
    public void Even_histograms_are_seldom_surprising_and_their_shares_lie_within_chance()
    {
        const int trials = 2000, classes = 10, rows = 500;
        Random random = new(1);
        (double low, double high) = PitHistogram.Chance(classes, rows);
        int surprising = 0, outside = 0;
        for (int trial = 0; trial < trials; trial++)
        {
            double[] shares = new double[classes];
            for (int row = 0; row < rows; row++)
            {
                shares[random.Next(classes)] += 1.0 / rows;
            }

            surprising += PitHistogram.ShapeOf(shares, rows) == PitShape.Even ? 0 : 1;
            outside += shares.Count(share => share < low || share > high);
        }

        Assert.InRange(surprising, 1, 30);
        Assert.InRange(outside / (double)(trials * classes), 0.03, 0.07);
        Assert.Equal(0, PitHistogram.Chance(classes, 5).Low);
    }
}
