using KLDiv.Pages.Charts;
using KLDiv.Pages.Style;

namespace KLDiv.Pages.Tests.Style;

/// <summary>Whether the colours can be read (WCAG 2.2, level AA), and told apart.</summary>
public sealed class PaletteTests
{
    private const double OfText = 4.5, OfGraphics = 3;

    /// <summary>The least distance in CIELAB; 10 is a difference that nobody overlooks between areas that touch.</summary>
    private const double OfSeries = 10;

    public static TheoryData<string, double> Texts()
    {
        TheoryData<string, double> colours = new() { { Palette.Ink.Name, OfText }, { Palette.Muted.Name, OfText }, { Palette.Axis.Name, OfGraphics }, { Palette.Band.Name, OfGraphics } };
        foreach (Colour series in Palette.Series)
        {
            colours.Add(series.Name, OfText);
        }

        return colours;
    }

    [Fact]
    public void Contrast_is_that_of_the_guidelines()
    {
        Assert.Equal(21, Colour.Contrast("#000000", "#ffffff"), 12);
        Assert.Equal(1, Colour.Contrast("#345678", "#345678"), 12);

        // The example of the lightest grey that text may have on white.
        Assert.Equal(4.54, Colour.Contrast("#767676", "#ffffff"), 0.005);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Colours_stand_out_from_the_paper_in_both_schemes(string name, double least)
    {
        Colour colour = Palette.All.Single(one => one.Name.Equals(name, StringComparison.Ordinal));

        Assert.True(Colour.Contrast(colour.Light, Palette.Paper.Light) >= least, $"{name} on light: {Colour.Contrast(colour.Light, Palette.Paper.Light):0.00}");
        Assert.True(Colour.Contrast(colour.Dark, Palette.Paper.Dark) >= least, $"{name} on dark: {Colour.Contrast(colour.Dark, Palette.Paper.Dark):0.00}");
    }

    [Fact]
    public void What_is_drawn_over_an_area_stands_out_from_it()
    {
        // Bars of the second series lie over pale areas of the first, and lines of ink over bands.
        foreach ((Colour over, Colour area) in new[] { (Palette.Series[1], Palette.Areas[0]), (Palette.Series[0], Palette.Areas[0]), (Palette.Ink, Palette.Band) })
        {
            Assert.True(Colour.Contrast(over.Light, area.Light) >= OfGraphics, $"{over.Name} on {area.Name}, light: {Colour.Contrast(over.Light, area.Light):0.00}");
            Assert.True(Colour.Contrast(over.Dark, area.Dark) >= OfGraphics, $"{over.Name} on {area.Name}, dark: {Colour.Contrast(over.Dark, area.Dark):0.00}");
        }
    }

    [Theory]
    [InlineData("all cones")]
    [InlineData("no red cones")]
    [InlineData("no green cones")]
    [InlineData("no blue cones")]
    public void The_series_are_told_apart_with_every_kind_of_eye(string eye)
    {
        // The first three are used side by side in pictures; later ones are told apart by dashes and names as well.
        Colour[] series = [.. Palette.Series.Take(3)];
        foreach ((Colour one, Colour other) in series.SelectMany((one, i) => series.Skip(i + 1).Select(other => (one, other))))
        {
            double light = Vision.Distance(one.Light, other.Light, eye), dark = Vision.Distance(one.Dark, other.Dark, eye);
            Assert.True(Math.Min(light, dark) >= OfSeries, $"{one.Name} and {other.Name}, {eye}: {light:0.0} on light, {dark:0.0} on dark");
        }
    }
}
