using KLDiv.Benchmarks.Scaling;

namespace KLDiv.Benchmarks.Choosing;

/// <summary>The picture of docs/choosing.md: what each divergence makes of one bump before a target of two.</summary>
internal static class ChoosingPicture
{
    public static string Write()
    {
        (string Name, BumpFit Fit)[] fits =
        [
            ("forward", BumpFit.Fit(0)), ("Jensen-Shannon", BumpFit.Fit(0.5)), ("reverse", BumpFit.Fit(1)),
        ];
        LineChart chart = new(
            "One bump fitted to two",
            "support",
            "density",
            string.Join(' ', fits.Select(fit => $"Fitted by the {fit.Name} divergence, the bump has its mean at {fit.Fit.Mean:0.0} and a deviation of {fit.Fit.Deviation:0.0}.")),
            logarithmic: false);
        chart.Add("target", colour: 5, dashed: true, Line(Array.ConvertAll(BumpFit.Target, Math.Exp)));
        int colour = 0;
        foreach ((string name, BumpFit fit) in fits)
        {
            chart.Add(name, colour++, dashed: false, Line(fit.Density()));
        }

        return chart.ToSvg();
    }

    private static (double X, double Y)[] Line(double[] densities) => [.. BumpFit.Places.Zip(densities)];
}
