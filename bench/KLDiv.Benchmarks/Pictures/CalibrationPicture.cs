using KLDiv.Benchmarks.Labels;
using KLDiv.Pages;
using KLDiv.Pages.Charts;

namespace KLDiv.Benchmarks.Pictures;

/// <summary>The picture of docs/label-distributions.md: what a misspecified feature does to the histogram of a slice.</summary>
internal static class CalibrationPicture
{
    public static string Write(IReadOnlyList<Calibration> rows)
    {
        Calibration[] shown = [.. rows.Where(row => row.Place > 0)];
        Chart chart = new()
        {
            Title = "A misspecified feature bends the histogram of a slice",
            Description = string.Join(' ', shown.Select(row =>
                $"Given {row.Feature}, on {row.Slice}, the 80 % interval covers {Numbers.Percent(row.Figures.Coverage80)}, "
                + $"and the lowest tenth of the histogram has {Numbers.Percent(row.Figures.Pit[0])}.")),
            Horizontal = new Axis(new LinearScale(0, 1), "probability integral transform"),
            Vertical = new Axis(LinearScale.UpTo(shown.Max(row => row.Figures.Pit.Max()), Numbers.RoundPercent), "share of what was observed, 10% when calibrated"),
            Marks =
            [
                new Diagonal((0, 0.1), (1, 0.1)),
                .. shown.Select(row => new Line(Steps(row.Figures.Pit), row.Place - 1) { IsDashed = !row.IsMisspecified }),
            ],
            Keys = [.. shown.Select(row => new Key($"given {row.Feature}, on {row.Slice}", row.Place - 1, row.IsMisspecified ? KeyShape.Line : KeyShape.DashedLine))],
        };
        return PictureFile.Write(chart, width: 800, height: 440);
    }

    /// <summary>The outline of a histogram over 0 to 1.</summary>
    private static (double X, double Y)[] Steps(IReadOnlyList<double> shares) =>
        [.. shares.SelectMany((share, i) => new[] { (i / (double)shares.Count, share), ((i + 1) / (double)shares.Count, share) })];
}
