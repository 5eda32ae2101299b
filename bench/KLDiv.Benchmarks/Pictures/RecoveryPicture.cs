using KLDiv.Benchmarks.Labels;
using KLDiv.Pages;
using KLDiv.Pages.Charts;

namespace KLDiv.Benchmarks.Pictures;

/// <summary>The picture of docs/label-distributions.md: the divergence from a known truth over the number of rows.</summary>
internal static class RecoveryPicture
{
    public static string Write(IReadOnlyList<Recovery> rows)
    {
        Chart chart = new()
        {
            Title = "The divergence from the truth falls as one over the number of rows",
            Description = string.Join(' ', rows.Select(row => $"With {Numbers.Count(row.Rows)} rows it is {Recovery.Digits(row.Mean)}, expected {Recovery.Digits(row.Expected)}.")),
            Horizontal = new Axis(new LogScale(rows[0].Rows / 1.3, rows[^1].Rows * 1.3), "rows fitted, logarithmic"),
            Vertical = new Axis(new LogScale(rows[^1].Least, rows[0].Greatest), "KL(truth ‖ model) in nats, logarithmic"),
            Marks =
            [
                new Line([.. rows.Select(row => ((double)row.Rows, row.Expected))], 1) { IsDashed = true },
                new Dots([.. rows.Select(row => new Dot(row.Rows, row.Mean, row.Least, row.Greatest))]),
            ],
            Keys = [new Key("ten fits: mean and range", 0, KeyShape.Circle), new Key("parameters / (2 rows)", 1, KeyShape.DashedLine)],
        };
        return PictureFile.Write(chart, width: 800, height: 440);
    }
}
