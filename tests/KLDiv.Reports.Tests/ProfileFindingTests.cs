namespace KLDiv.Reports.Tests;

public sealed class ProfileFindingTests
{
    [Fact]
    public void A_stretch_that_stands_out_is_found_with_its_runs()
    {
        ProfileFinding finding = ProfileFinding.Of(Runs([.. Level(20, 1), .. Level(5, 4), .. Level(5, 40), .. Level(50, 1)]));

        Assert.Equal((ProfileShape.Stretch, 1, 40), (finding.Shape, finding.Median, finding.Peak));
        Assert.Equal((50, 5), (finding.Stretch[0].FirstRow, finding.Stretch.Count));
    }

    [Fact]
    public void What_stands_out_nowhere_or_everywhere_or_is_infinite_is_no_stretch()
    {
        (double[] Means, ProfileShape Shape)[] profiles =
        [
            ([.. Level(50, 1), .. Level(50, 2.9)], ProfileShape.Even),
            ([.. Enumerable.Range(0, 101).Select(i => i % 2 == 0 ? 1.0 : 20)], ProfileShape.HighAllOver),
            ([.. Level(50, 1), double.PositiveInfinity], ProfileShape.Infinite),
        ];

        Assert.All(profiles, profile =>
        {
            ProfileFinding finding = ProfileFinding.Of(Runs(profile.Means));
            Assert.Equal(profile.Shape, finding.Shape);
            Assert.Empty(finding.Stretch);
        });
    }

    [Fact]
    public void Runs_in_which_no_row_counts_are_passed_over_and_one_must_be_left()
    {
        Assert.Equal(2, ProfileFinding.Of(Runs([double.NaN, 1, double.NaN, 3, 2])).Median);
        Assert.Throws<ArgumentException>(() => ProfileFinding.Of(Runs([double.NaN])));
        Assert.Throws<ArgumentException>(() => ProfileFinding.Of([]));
    }

    [Fact]
    public void Joined_runs_are_the_run_over_all_their_rows()
    {
        ProfileRun joined = ProfileRun.Join(
            new ProfileRun(10, 3, 2, 5, 2, 5, 3, 0),
            new ProfileRun(13, 2, double.NaN, double.NaN, double.NaN, double.NaN, 0, 0),
            new ProfileRun(15, 4, double.PositiveInfinity, double.PositiveInfinity, 6, 7, 1, 2));

        Assert.Equal(new ProfileRun(10, 9, double.PositiveInfinity, double.PositiveInfinity, 3, 7, 4, 2), joined);
        Assert.Equal(double.NaN, ProfileRun.Join(new ProfileRun(0, 2, double.NaN, double.NaN, double.NaN, double.NaN, 0, 0)).Mean);
        Assert.Throws<ArgumentOutOfRangeException>(() => ProfileRun.Join());
    }

    private static double[] Level(int runs, double mean) => [.. Enumerable.Repeat(mean, runs)];

    private static ProfileRun[] Runs(double[] means) =>
        [.. means.Select((mean, i) => new ProfileRun(2 * i, 2, mean, mean, mean, mean, 2, double.IsPositiveInfinity(mean) ? 1 : 0))];
}
