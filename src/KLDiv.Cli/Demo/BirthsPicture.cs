using System.Globalization;
using KLDiv.Pages;
using KLDiv.Regression;

namespace KLDiv.Cli.Demo;

/// <summary>The picture of the README: what was predicted for two weekdays, over what was observed on them.</summary>
internal static class BirthsPicture
{
    private static readonly (string Level, string Name)[] s_weekdays = [("Sun", "Sunday"), ("Tue", "Tuesday")];

    public static string Write(FitExplanation data)
    {
        Binning bins = data.Bins!;
        Slice[] all = [.. data.Slices.SelectMany(feature => feature.Slices)];
        (string Name, Slice Slice)[] slices = [.. s_weekdays.Select(day => (day.Name, all.Single(slice => string.Equals(slice.Level, day.Level, StringComparison.Ordinal))))];
        return SlicePicture.ToSvg(
            bins,
            "births",
            "Births a day in the USA, 1994 to 2003: predicted and observed",
            string.Join(' ', slices.Select(one => $"On a {one.Name} most probable are {Peak(bins, one.Slice.Predicted)} births, and observed most often {Peak(bins, one.Slice.Observed)}.")),
            slices);
    }

    private static string Peak(Binning bins, IReadOnlyList<double> shares)
    {
        int bin = Enumerable.Range(0, bins.Count).MaxBy(i => shares[i]);
        return string.Create(CultureInfo.InvariantCulture, $"{bins.Edge(bin):N0} to {bins.Edge(bin + 1):N0}");
    }
}
