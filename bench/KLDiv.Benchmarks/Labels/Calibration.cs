using System.Globalization;
using System.Numerics.Tensors;
using System.Text;
using KLDiv.Regression;
using KLDiv.Regression.Neighbours;
using KLDiv.Regression.Tests;

namespace KLDiv.Benchmarks.Labels;

/// <summary>The calibration of a model on a slice of the rows, where the truth spreads with |x|.</summary>
/// <param name="Feature">What the model is given of x.</param>
/// <param name="Slice">The rows that it is measured on.</param>
/// <param name="Figures">Its figures there.</param>
internal sealed record Calibration(string Feature, string Slice, OrderedScores Figures)
{
    private const int FittedRows = 40_000, MeasuredRows = 20_000;

    private static readonly MarkedRegion Region = new("calibration");

    private static readonly Binning Bins = new(-2, 0.25, 16);

    private static readonly double[] Places = [.. Enumerable.Range(0, Bins.Count).Select(Bins.Middle)];

    private static readonly (string Name, double Nearest, double Farthest)[] Slices = [("all rows", 0, 1), ("|x| < 0.3", 0, 0.3), ("|x| > 0.8", 0.8, 1)];

    /// <summary>Whether the model is given what the spread does not depend on.</summary>
    public bool IsMisspecified => string.Equals(Feature, "x", StringComparison.Ordinal);

    /// <summary>Where in the slices its slice is; 0: all rows.</summary>
    public int Place => Array.FindIndex(Slices, slice => string.Equals(slice.Name, Slice, StringComparison.Ordinal));

    public static Calibration[] Measure() => [.. Measure("x", x => x), .. Measure("|x|", Math.Abs)];

    public static string Write(string page, IEnumerable<Calibration> rows)
    {
        StringBuilder text = new("| the model knows | measured on | 50 % interval covers | 80 % | 95 % | CRPS | lowest tenth of the histogram | highest |\n|---|---|--:|--:|--:|--:|--:|--:|\n");
        foreach (Calibration row in rows)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {Code(row.Feature)} | {Code(row.Slice)} | {row.Figures.Coverage50:0.000} | {row.Figures.Coverage80:0.000} | {row.Figures.Coverage95:0.000} "
                + $"| {row.Figures.Crps:0.0000} | {row.Figures.Pit[0]:0.000} | {row.Figures.Pit[^1]:0.000} |\n");
        }

        return Region.Replace(page, text.ToString());
    }

    private static IEnumerable<Calibration> Measure(string feature, Func<double, double> map)
    {
        (Tensor<double> x, Tensor<double> t) = KnownTruth.Spreading(Places).Draw(FittedRows, seed: 1);
        DistributionModel model = DistributionModel.Fit(
            Mapped(x, map).AsReadOnlyTensorSpan(), t.AsReadOnlyTensorSpan(), new FitOptions { L2 = 0, GradientTolerance = 1e-5 }).Model;
        foreach ((string name, double nearest, double farthest) in Slices)
        {
            (x, t) = KnownTruth.Spreading(Places, nearest, farthest).Draw(MeasuredRows, seed: 2);
            yield return new Calibration(
                feature, name, DistributionScores.Of(model, Mapped(x, map).AsReadOnlyTensorSpan(), t.AsReadOnlyTensorSpan(), Bins).Ordered!);
        }
    }

    private static Tensor<double> Mapped(Tensor<double> x, Func<double, double> map)
    {
        double[] values = new double[x.FlattenedLength];
        x.FlattenTo(values);
        return Tensor.Create(Array.ConvertAll(values, value => map(value)), x.Lengths);
    }

    private static string Code(string text) => text.Contains('x', StringComparison.Ordinal) ? $"`{text}`".Replace("|", "\\|", StringComparison.Ordinal) : text;
}
