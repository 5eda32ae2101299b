using System.Globalization;
using System.Numerics.Tensors;
using System.Text;
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
    public double Expected => (Features + 1) * (Support - 1) / (2.0 * Rows);

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
            return Truth.Divergence(DistributionModel.Fit(x.AsReadOnlyTensorSpan(), t.AsReadOnlyTensorSpan(), new FitOptions { L2 = 0, GradientTolerance = 1e-7 }).Model);
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

    /// <summary>A divergence with five decimals.</summary>
    public static string Digits(double value) => value.ToString("0.00000", CultureInfo.InvariantCulture);
}
