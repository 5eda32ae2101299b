using KLDiv.Benchmarks.Choosing;
using KLDiv.Pages;
using KLDiv.Pages.Charts;

namespace KLDiv.Benchmarks.Pictures;

/// <summary>The picture of docs/choosing.md: what each divergence makes of one bump before a target of two.</summary>
internal static class ChoosingPicture
{
    private const int TargetSeries = 5;

    public static string Write()
    {
        (string Name, BumpFit Fit)[] fits =
        [
            ("forward", BumpFit.Fit(0)), ("Jensen-Shannon", BumpFit.Fit(0.5)), ("reverse", BumpFit.Fit(1)),
        ];
        double[] target = Array.ConvertAll(BumpFit.Target, Math.Exp);
        Chart chart = new()
        {
            Title = "One bump fitted to two",
            Description = string.Join(' ', fits.Select(fit => $"Fitted by the {fit.Name} divergence, the bump has its mean at {fit.Fit.Mean:0.0} and a deviation of {fit.Fit.Deviation:0.0}.")),
            Horizontal = new Axis(new LinearScale(BumpFit.Places[0], BumpFit.Places[^1], place => Numbers.Of(place)), "support"),
            Vertical = new Axis(LinearScale.UpTo(fits.SelectMany(fit => fit.Fit.Density()).Concat(target).Max()), "density"),
            Marks = [new Line(Points(target), TargetSeries) { IsDashed = true }, .. fits.Select((fit, i) => new Line(Points(fit.Fit.Density()), i))],
            Keys = [new Key("target", TargetSeries, KeyShape.DashedLine), .. fits.Select((fit, i) => new Key(fit.Name, i, KeyShape.Line))],
        };
        return PictureFile.Write(chart, width: 800, height: 440);
    }

    private static (double X, double Y)[] Points(double[] densities) => [.. BumpFit.Places.Zip(densities)];
}
