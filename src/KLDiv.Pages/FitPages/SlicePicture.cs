using KLDiv.Pages.Charts;
using KLDiv.Regression;

namespace KLDiv.Pages;

/// <summary>Parts of the rows in one picture: what was predicted for them, over what was observed.</summary>
public static class SlicePicture
{
    private const int Width = 800, Height = 400;

    /// <summary>The picture as an SVG file of its own, in light and dark.</summary>
    /// <param name="bins">The bins of the distributions.</param>
    /// <param name="value">What the distributions are of; it names the axis.</param>
    /// <param name="title">What the picture shows.</param>
    /// <param name="description">The same in words, for readers who cannot see it.</param>
    /// <param name="slices">The parts of the rows, each with its name.</param>
    /// <returns>The text of the file.</returns>
    /// <exception cref="ArgumentException">There is no part, or the distributions of one are not over the bins.</exception>
    public static string ToSvg(Binning bins, string value, string title, string description, IReadOnlyList<(string Name, Slice Slice)> slices)
    {
        ArgumentNullException.ThrowIfNull(bins);
        ArgumentNullException.ThrowIfNull(slices);
        Check(bins, slices);
        double highest = slices.Max(one => Math.Max(one.Slice.Predicted.Max(), one.Slice.Observed.Max()));
        Chart chart = new()
        {
            Title = title,
            Description = description,
            Horizontal = new Axis(new LinearScale(bins.Edge(0), bins.Edge(bins.Count)), value),
            Vertical = new Axis(LinearScale.UpTo(highest, Numbers.RoundPercent), $"probability, bins of {Numbers.Of(bins.Width)}"),
            Marks =
            [
                .. slices.Select((one, i) => new Bars([.. one.Slice.Observed.Select((share, bin) => new Bar(bins.Edge(bin), bins.Edge(bin + 1), share))], i) { IsPale = true }),
                .. slices.Select((one, i) => new Line([.. one.Slice.Predicted.SelectMany((share, bin) => new[] { (bins.Edge(bin), share), (bins.Edge(bin + 1), share) })], i)),
            ],
            Keys = [.. slices.SelectMany((one, i) => new[] { new Key($"{one.Name}, predicted", i, KeyShape.Line), new Key($"{one.Name}, observed", i, KeyShape.PaleArea) })],
        };
        return PictureFile.Write(chart, Width, Height);
    }

    private static void Check(Binning bins, IReadOnlyList<(string Name, Slice Slice)> slices)
    {
        if (slices.Count == 0)
        {
            throw new ArgumentException("There is no part of the rows to draw.", nameof(slices));
        }

        foreach ((string name, Slice slice) in slices)
        {
            if (slice.Predicted.Count != bins.Count || slice.Observed.Count != bins.Count)
            {
                throw new ArgumentException(
                    $"{name} has {slice.Predicted.Count} probabilities predicted and {slice.Observed.Count} observed over {bins.Count} bins; all must be equal.", nameof(slices));
            }
        }
    }
}
