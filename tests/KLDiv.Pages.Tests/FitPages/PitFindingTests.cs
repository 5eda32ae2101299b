using KLDiv.Pages.FitPages;

namespace KLDiv.Pages.Tests.FitPages;

public sealed class PitFindingTests
{
    public static TheoryData<double[], long, string> Histograms => new()
    {
        { [0.11, 0.09, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.09, 0.11], 1000, "What was observed lies evenly over the predicted distributions, as far as chance can tell" },
        { [0.11, 0.09, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.09, 0.11], 1_000_000, "What was observed lies unevenly over the predicted distributions; the fullest tenth has 11% of it" },
        { [0.2, 0.1, 0.08, 0.06, 0.06, 0.06, 0.06, 0.08, 0.1, 0.2], 5000, "Predicted distributions are too narrow: what was observed lies too often at their ends; the fullest tenth has 20% of it" },
        { [0.05, 0.08, 0.1, 0.12, 0.15, 0.15, 0.12, 0.1, 0.08, 0.05], 5000, "Predicted distributions are too wide: what was observed lies too often in their middle; the fullest tenth has 15% of it" },
        { [0.05, 0.06, 0.07, 0.09, 0.1, 0.1, 0.11, 0.13, 0.14, 0.15], 5000, "What was observed lies too high in the predicted distributions; the fullest tenth has 15% of it" },
        { [0.15, 0.14, 0.13, 0.11, 0.1, 0.1, 0.09, 0.07, 0.06, 0.05], 5000, "What was observed lies too low in the predicted distributions; the fullest tenth has 15% of it" },
    };

    [Theory]
    [MemberData(nameof(Histograms))]
    public void The_histogram_is_told_by_its_shape(double[] shares, long rows, string sentence) => Assert.Equal(sentence, PitFinding.Of(shares, rows));
}
