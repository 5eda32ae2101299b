using System.Xml.Linq;
using KLDiv.Pages;
using KLDiv.Pages.Charts;
using KLDiv.Pages.Markup;

namespace KLDiv.Reports;

/// <summary>Where in the file the divergence is high.</summary>
internal static class ProfileFigure
{
    /// <summary>As many runs as a narrow picture shows apart.</summary>
    private const int MostNarrow = 80;

    public static XElement Draw(ReportFigures figures)
    {
        ProfileRun[] runs = [.. figures.Profile.Where(run => !double.IsNaN(run.Mean))];
        double[] positive = [.. runs.SelectMany(run => new[] { run.Mean, run.Max }).Where(value => value > 0 && double.IsFinite(value))];
        if (positive.Length == 0)
        {
            return Html.Element("p", $"The divergence is {(runs.Any(run => run.Max > 0) ? "0 or infinite in every row" : figures.Min < 0 ? "nowhere above 0" : "0 everywhere in the file")}.");
        }

        int together = (figures.Profile.Count + MostNarrow - 1) / MostNarrow;
        long length = figures.Profile.Max(run => run.Rows), end = figures.Profile[^1].FirstRow + figures.Profile[^1].Rows;
        Chart picture = new()
        {
            Title = ProfileFinding.Of(runs, length),
            Description = $"The divergence along the file, row {Numbers.Count(figures.Profile[0].FirstRow)} to row {Numbers.Count(end - 1)}, "
                + (length == 1 ? "row by row, " : $"as mean and maximum of up to {Numbers.Count(length)} rows each, ")
                + $"over a logarithmic axis from {Numbers.Of(positive.Min())} to {Numbers.Of(positive.Max())} nats.",
            Horizontal = new Axis(new LinearScale(figures.Profile[0].FirstRow, end, RowNumber, isWhole: true), "row of the file"),
            Vertical = new Axis(
                new LogScale(positive.Min(), positive.Max(), runs.Any(run => run.Mean <= 0) ? "0" : null, runs.Any(run => run.Max == double.PositiveInfinity)),
                "divergence, nats (logarithmic)"),
            Marks = Marks(figures.Profile),
            NarrowMarks = Marks([.. figures.Profile.Chunk(together).Select(Joined)]),
            Keys = Keys(runs, length),
        };
        return Parts.Figure("profile-picture", picture, length == 1 ? null : $"Each step is {Numbers.Count(length)} rows, and {Numbers.Count(length * together)} on a narrow screen.");
    }

    private static Mark[] Marks(IReadOnlyList<ProfileRun> runs) =>
    [
        new Band([.. Ends(runs, run => run.Max == double.PositiveInfinity ? run.Mean : run.Max).Zip(Ends(runs, run => run.Mean), (max, mean) => (max.X, mean.Y, max.Y))]),
        new Line([.. Ends(runs, run => run.Mean)]) { IsInk = true },
        new Dots([.. runs.Where(run => run.Mean == double.PositiveInfinity).Select(Infinite)], series: 1),
    ];

    /// <summary>A value at both ends of each run; none where the run has an infinite one, which is a dot instead.</summary>
    private static IEnumerable<(double X, double Y)> Ends(IReadOnlyList<ProfileRun> runs, Func<ProfileRun, double> value) => runs.SelectMany(run =>
    {
        double y = run.Mean == double.PositiveInfinity ? double.NaN : value(run);
        return new[] { ((double)run.FirstRow, y), (run.FirstRow + run.Rows, y) };
    });

    private static Dot Infinite(ProfileRun run) => new(
        run.FirstRow + (run.Rows / 2.0), double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, $"infinite from row {Numbers.Count(run.FirstRow)} on");

    private static Key[] Keys(ProfileRun[] runs, long length)
    {
        Key[] infinite = runs.Any(run => run.Mean == double.PositiveInfinity) ? [new Key("infinite", 1, KeyShape.Circle)] : [];
        return length == 1 ? infinite : [new Key("mean of a step", 0, KeyShape.InkLine), new Key("up to its largest", 0, KeyShape.Band), .. infinite];
    }

    private static ProfileRun Joined(ProfileRun[] runs)
    {
        ProfileRun[] counted = [.. runs.Where(run => !double.IsNaN(run.Mean))];
        long rows = runs.Sum(run => run.Rows);
        return counted.Length == 0
            ? new ProfileRun(runs[0].FirstRow, rows, double.NaN, double.NaN)
            : new ProfileRun(runs[0].FirstRow, rows, counted.Sum(run => run.Mean * run.Rows) / counted.Sum(run => run.Rows), counted.Max(run => run.Max));
    }

    private static string RowNumber(double row) => row switch
    {
        >= 1e9 => $"{row / 1e9:0.###}bn",
        >= 1e6 => $"{row / 1e6:0.###}M",
        _ => Numbers.Count((long)row),
    };
}
