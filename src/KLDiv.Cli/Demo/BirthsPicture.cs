using KLDiv.Pages;
using KLDiv.Regression;

namespace KLDiv.Cli.Demo;

/// <summary>The picture of the README: what was predicted for two weekdays, over what was observed on them.</summary>
internal static class BirthsPicture
{
    private static readonly string[] s_weekdays = ["Sun", "Tue"];

    public static string Write(FitPageData data)
    {
        Binning bins = data.Bins!;
        Slice[] slices = [.. s_weekdays.Select(day => data.Slices.SelectMany(feature => feature.Slices).Single(slice => slice.Name.Equals(day, StringComparison.Ordinal)))];
        Chart chart = new()
        {
            Title = "Births a day in the USA, 1994 to 2003: predicted and observed",
            Description = string.Join(' ', slices.Select(slice => $"On a {Name(slice)} most probable are {Peak(bins, slice.Predicted)} births, and observed most often {Peak(bins, slice.Observed)}.")),
            Horizontal = new Axis(new LinearScale(bins.Edge(0), bins.Edge(bins.Count)), "births"),
            Vertical = new Axis(LinearScale.UpTo(slices.Max(slice => Math.Max(slice.Predicted.Max(), slice.Observed.Max())), Numbers.RoundPercent), $"probability, bins of {Numbers.Of(bins.Width)}"),
            Marks =
            [
                .. slices.Select((slice, i) => new Bars([.. slice.Observed.Select((share, bin) => new Bar(bins.Edge(bin), bins.Edge(bin + 1), share))], i) { IsPale = true }),
                .. slices.Select((slice, i) => new Line([.. slice.Predicted.SelectMany((share, bin) => new[] { (bins.Edge(bin), share), (bins.Edge(bin + 1), share) })], i)),
            ],
            Keys =
            [
                .. slices.SelectMany((slice, i) => new[] { new Key($"{Name(slice)}, predicted", i, KeyShape.Line), new Key($"{Name(slice)}, observed", i, KeyShape.PaleArea) }),
            ],
        };
        return PictureFile.Write(chart, width: 800, height: 400);
    }

    private static string Name(Slice slice) => slice.Name switch
    {
        "Sun" => "Sunday",
        _ => "Tuesday",
    };

    private static string Peak(Binning bins, IReadOnlyList<double> shares)
    {
        int bin = Enumerable.Range(0, bins.Count).MaxBy(i => shares[i]);
        return $"{Numbers.Of(bins.Edge(bin), 6)} to {Numbers.Of(bins.Edge(bin + 1), 6)}";
    }
}
