using System.Xml.Linq;
using KLDiv.Regression;

namespace KLDiv.Pages.Tests.FitPages;

public sealed class SlicePictureTests
{
    private static readonly Binning s_bins = new(0, 10, 3);

    private static readonly Slice s_slice = new("Sun", 0, 0, 12, [0.2, 0.5, 0.3], [0.25, 0.5, 0.25]);

    [Fact]
    public void Each_part_has_a_line_and_bars_under_its_name()
    {
        XElement picture = XDocument.Parse(SlicePicture.ToSvg(s_bins, "minutes", "Title", "Description", [("Sunday", s_slice), ("<b>", s_slice)])).Root!;
        string text = string.Join('|', picture.Descendants().Where(element => element.Name.LocalName is "text").Select(element => element.Value));

        Assert.Equal(["Title", "Description"], picture.Elements().Take(2).Select(element => element.Value), StringComparer.Ordinal);
        Assert.All((string[])["minutes", "Sunday, predicted", "Sunday, observed", "<b>, predicted"], name => Assert.Contains(name, text, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_not_over_the_bins_is_refused_with_its_name()
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() =>
            SlicePicture.ToSvg(s_bins, "minutes", "Title", "Description", [("Sunday", s_slice with { Observed = [1] })]));

        Assert.StartsWith("Sunday has 3 probabilities predicted and 1 observed over 3 bins; all must be equal.", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => SlicePicture.ToSvg(s_bins, "minutes", "Title", "Description", []));
    }
}
