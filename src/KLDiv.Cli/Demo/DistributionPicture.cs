using System.Globalization;
using KLDiv.Cli.Pictures;
using KLDiv.Cli.Terminal;
using KLDiv.Regression;

namespace KLDiv.Cli.Demo;

/// <summary>Draws what was predicted of the births of a day and what happened, beside each other.</summary>
internal static class DistributionPicture
{
    public static void Draw(Host host, Binning bins, double[] predicted, double[] observed) =>
        new BarPicture(host, "births", [.. Enumerable.Range(0, bins.Count).Select(bin => Label(bins, bin))])
        {
            Below = bin => string.Create(CultureInfo.InvariantCulture, $"below {bins.Edge(bin):N0}"),
            Above = bin => string.Create(CultureInfo.InvariantCulture, $"{bins.Edge(bin + 1):N0} or more"),
        }.Draw("predicted", predicted, "happened", observed);

    /// <summary>From the first number of births in a bin to the last.</summary>
    private static string Label(Binning bins, int bin) =>
        string.Create(CultureInfo.InvariantCulture, $"{bins.Edge(bin),6:N0} - {bins.Edge(bin + 1) - 1,6:N0}");
}
