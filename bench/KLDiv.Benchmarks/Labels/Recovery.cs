using System.Globalization;
using System.Numerics.Tensors;
using System.Text;
using KLDiv.Pages;
using KLDiv.Regression;
using KLDiv.Regression.Tests;

namespace KLDiv.Benchmarks.Labels;

/// <summary>How near a fit comes to a known truth that its rows are drawn from.</summary>
/// <param name="Rows">The rows that were drawn.</param>
/// <param name="Least">The least divergence from the truth of the fits.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Greatest">The greatest.</param>
internal sealed record Recovery(int Rows, double Least, double Mean, double Greatest)
{
    private const int Features = 4, Support = 8, Draws = 10;

    private static readonly MarkedRegion Region = new("recovery");

    /// <summary>What is expected of many rows: half the free parameters over the rows.</summary>
    private double Expected => (Features + 1) * (Support - 1) / (2.0 * Rows);

    /// <summary>The truth that is to be recovered.</summary>
    private static readonly KnownTruth Truth = KnownTruth.Linear(Features, Support, seed: 7);

    /// <summary>The line of the table.</summary>
    public string Line => string.Create(
        CultureInfo.InvariantCulture, $"| {Rows:N0} | {Digits(Mean)} | {Digits(Least)} | {Digits(Greatest)} | {Digits(Expected)} |");

    public static Recovery[] Measure() => [.. Enumerable.Range(0, 8).Select(i => Measure(250 << i))];

    public static Recovery Measure(int rows)
    {
        double[] divergences = [.. Enumerable.Range(0, Draws).Select(draw =>
        {
            (Tensor<double> x, Tensor<double> t) = Truth.Draw(rows, seed: draw);
            return Truth.Divergence(DistributionModel.Fit(x.AsReadOnlyTensorSpan(), t.AsReadOnlyTensorSpan(), new FitOptions { GradientTolerance = 1e-7 }).Model);
        })];
        return new Recovery(rows, divergences.Min(), divergences.Average(), divergences.Max());
    }

    public static string Write(string page, IEnumerable<Recovery> recoveries)
    {
        StringBuilder text = new("| rows | KL(truth ‖ model), mean of ten fits | least | greatest | 35 / (2 rows) |\n|--:|--:|--:|--:|--:|\n");
        foreach (Recovery row in recoveries)
        {
            text.Append(row.Line).Append('\n');
        }

        return Region.Replace(page, text.ToString());
    }

    public static string Draw(IReadOnlyList<Recovery> rows)
    {
        Chart chart = new()
        {
            Title = "The divergence from the truth falls as one over the number of rows",
            Description = string.Join(' ', rows.Select(row => $"With {Numbers.Count(row.Rows)} rows it is {Digits(row.Mean)}, expected {Digits(row.Expected)}.")),
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

    private static string Digits(double value) => value.ToString("0.00000", CultureInfo.InvariantCulture);
}
