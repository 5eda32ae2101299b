using System.Xml.Linq;
using KLDiv.Pages.Charts;
using KLDiv.Pages.Markup;
using KLDiv.Reports;

namespace KLDiv.Pages.ReportPages;

/// <summary>Where in the file the divergence is high.</summary>
internal static class ProfileFigure
{
    /// <summary>As many runs as a narrow picture shows apart.</summary>
    private const int MostNarrow = 80;

    public static XElement Draw(ReportFigures figures)
    {
        if (figures.Histogram.Bins.Count == 0)
        {
            return Html.Element("p", WithoutBins(figures));
        }

        ProfileRun[] profile = [.. figures.Profile], runs = [.. profile.Where(run => !double.IsNaN(run.Mean))];
        ProfileRun[] narrow = [.. profile.Chunk((profile.Length + MostNarrow - 1) / MostNarrow).Select(chunk => ProfileRun.Join(chunk))];
        double[] positive = [.. runs.SelectMany(run => new[] { run.FiniteMean, run.FiniteMax }).Where(value => value > 0)];
        bool isByRow = profile.All(run => run.Rows == 1);
        long end = profile[^1].FirstRow + profile[^1].Rows;
        Chart picture = new()
        {
            Title = ProfileSentence.Of(runs, isByRow ? "row" : $"stretch of {Lengths(profile)} rows"),
            Description = $"The divergence along the file, row {Numbers.Count(profile[0].FirstRow)} to row {Numbers.Count(end - 1)}, "
                + (isByRow ? "row by row, " : $"as mean and maximum of {Lengths(profile)} rows each, ")
                + $"over a logarithmic axis from {Numbers.Of(positive.Min())} to {Numbers.Nats(positive.Max())}.",
            Horizontal = new Axis(new LinearScale(profile[0].FirstRow, end, RowNumber, isWhole: true), "row of the file"),
            Vertical = new Axis(
                new LogScale(positive.Min(), positive.Max(), runs.Any(run => run.FiniteMean <= 0) ? "0" : null, runs.Any(run => run.InfiniteRows > 0)),
                "divergence, nats (logarithmic)"),
            Marks = Marks(profile),
            NarrowMarks = Marks(narrow),
            Keys = Keys(runs, isByRow),
        };
        return PageParts.Figure("profile-picture", picture, isByRow ? null : $"Each step is {Lengths(profile)} rows, and {Lengths(narrow)} on a narrow screen.");
    }

    /// <summary>What is said where no row has a finite divergence above 0.</summary>
    private static string WithoutBins(ReportFigures figures) => (figures.Histogram, figures.Min) switch
    {
        ({ Infinities: 0 }, < 0) => "The divergence is nowhere above 0.",
        ({ Infinities: 0 }, _) => "The divergence is 0 everywhere in the file.",
        ({ Zeros: 0 }, _) => "The divergence is infinite in every row.",
        (_, < 0) => "The divergence is infinite or not above 0 in every row.",
        _ => "The divergence is 0 or infinite in every row.",
    };

    /// <summary>How many rows a run has: the last may have fewer, and where rows do not divide into runs others too.</summary>
    private static string Lengths(ProfileRun[] runs)
    {
        long most = runs.Max(run => run.Rows);
        return runs.All(run => run.Rows == most) ? Numbers.Count(most) : $"up to {Numbers.Count(most)}";
    }

    private static Mark[] Marks(ProfileRun[] runs) =>
    [
        new Band([.. Ends(runs, run => run.FiniteMax).Zip(Ends(runs, run => run.FiniteMean), (max, mean) => (max.X, mean.Y, max.Y))]),
        new Line([.. Ends(runs, run => run.FiniteMean)]) { IsInk = true },
        new Dots([.. runs.Where(run => run.InfiniteRows > 0).Select(Infinite)], series: 1),
    ];

    /// <summary>A value of its finite rows at both ends of each run; infinite ones are dots instead.</summary>
    private static IEnumerable<(double X, double Y)> Ends(ProfileRun[] runs, Func<ProfileRun, double> value) =>
        runs.SelectMany(run => new[] { ((double)run.FirstRow, value(run)), (run.FirstRow + run.Rows, value(run)) });

    private static Dot Infinite(ProfileRun run) => new(
        run.FirstRow + (run.Rows / 2.0),
        double.PositiveInfinity,
        double.PositiveInfinity,
        double.PositiveInfinity,
        run.Rows == 1 ? $"infinite in row {Numbers.Count(run.FirstRow)}" : $"infinite in {Numbers.Counted(run.InfiniteRows, "row")} from row {Numbers.Count(run.FirstRow)} on");

    private static Key[] Keys(ProfileRun[] runs, bool isByRow) => (isByRow, runs.Any(run => run.InfiniteRows > 0)) switch
    {
        (true, true) => [new Key("infinite", 1, KeyShape.Circle)],
        (true, false) => [],
        (false, false) => [new Key("mean of a step", 0, KeyShape.InkLine), new Key("up to its largest", 0, KeyShape.Band)],
        _ => [
            new Key("mean of a step's finite rows", 0, KeyShape.InkLine),
            new Key("up to the largest of these", 0, KeyShape.Band),
            new Key("has infinite rows", 1, KeyShape.Circle),
        ],
    };

    private static string RowNumber(double row) => row switch
    {
        >= 1e9 => $"{row / 1e9:0.###}bn",
        >= 1e6 => $"{row / 1e6:0.###}M",
        _ => Numbers.Count((long)row),
    };
}
