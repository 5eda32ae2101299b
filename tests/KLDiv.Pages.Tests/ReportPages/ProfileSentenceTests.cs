using KLDiv.Pages.ReportPages;
using KLDiv.Reports;

namespace KLDiv.Pages.Tests.ReportPages;

public sealed class ProfileSentenceTests
{
    [Fact]
    public void A_stretch_goes_as_far_as_rows_are_near_its_peak() =>
        Assert.StartsWith("Rows 50 to 59 are farthest apart: 40\u00A0nats, 40 times as far", Of([.. Level(20, 1), .. Level(5, 4), .. Level(5, 40), .. Level(50, 1)]), StringComparison.Ordinal);

    /// <summary>4 is more than three times the median, but nearer to it than to the peak.</summary>
    [Fact]
    public void What_is_nearer_to_the_median_does_not_belong_to_it() =>
        Assert.StartsWith("Rows 40 to 43 are farthest apart: 100", Of([.. Level(20, 1), .. Level(2, 100), .. Level(10, 4), .. Level(20, 1)]), StringComparison.Ordinal);

    [Fact]
    public void What_lasts_to_the_end_is_told_as_that() =>
        Assert.StartsWith("From row 120 on the rows are farthest apart: 20\u00A0nats", Of([.. Level(60, 1), .. Level(40, 20)]), StringComparison.Ordinal);

    [Fact]
    public void A_short_stretch_at_the_end_is_told_by_both_its_ends() =>
        Assert.StartsWith("Rows 180 to 199 are farthest apart", Of([.. Level(90, 1), .. Level(10, 20)]), StringComparison.Ordinal);

    [Fact]
    public void Where_half_of_the_file_is_as_far_no_stretch_is_named()
    {
        double[] alternating = [.. Enumerable.Range(0, 101).Select(i => i % 2 == 0 ? 1.0 : 20)];

        Assert.StartsWith("High divergences are all over the file: a stretch of 2 rows is 1\u00A0nats apart in the median and 20 at most", Of(alternating), StringComparison.Ordinal);
        Assert.StartsWith("No part of the file stands out", Of([.. Level(50, 1), .. Level(50, 10)]), StringComparison.Ordinal);
    }

    [Fact]
    public void Beside_equal_rows_the_stretch_is_what_is_near_the_peak() =>
        Assert.Equal("Rows 120 to 123 are farthest apart: 3\u00A0nats", Of([.. Level(60, 0), .. Level(2, 3), .. Level(10, 0.01), .. Level(20, 0)]));

    [Fact]
    public void Below_zero_nothing_stands_out() =>
        Assert.StartsWith("No part of the file stands out", Of([.. Level(20, -0.03), .. Level(2, -0.001)]), StringComparison.Ordinal);

    private static double[] Level(int runs, double mean) => [.. Enumerable.Repeat(mean, runs)];

    /// <summary>The finding of runs of two rows.</summary>
    private static string Of(double[] means) =>
        ProfileSentence.Of([.. means.Select((mean, i) => new ProfileRun(2 * i, 2, mean, mean, mean, mean, 2, 0))], "stretch of 2 rows");
}
