using Microsoft.Playwright;

namespace KLDiv.Pages.Tests.FitPages;

/// <summary>Pages of fits as a browser lays them out: on a phone, a tablet, a desk and paper, in light and dark.</summary>
[Trait("Category", "Browser")]
public sealed class FitLayoutTests(Chromium browser) : IClassFixture<Chromium>
{
    /// <summary>Those that are laid out in other ways than the ordinary ones.</summary>
    private static readonly string[] s_edges = ["many bins", "far from 0", "one row", "two classes", "many features", "no feature that moves", "stopped early", FitSamples.Hostile, "hostile classes"];

    public static TheoryData<string, int, ColorScheme> Views() => new()
    {
        { FitSamples.Ordinary, PageViews.Phone, ColorScheme.Dark },
        { FitSamples.Ordinary, 768, ColorScheme.Light },
        { FitSamples.Ordinary, PageViews.Desk, ColorScheme.Dark },
        { FitSamples.Classes, PageViews.Phone, ColorScheme.Light },
        { FitSamples.Classes, 768, ColorScheme.Dark },
        { FitSamples.Classes, PageViews.Desk, ColorScheme.Light },
    };

    public static TheoryData<string> Edges() => [.. s_edges];

    [BrowserTheory]
    [MemberData(nameof(Views))]
    public async Task Everything_fits_and_nothing_is_fetched(string sample, int width, ColorScheme scheme)
    {
        await using OpenPage open = await browser.OpenAsync(FitFiles.File(sample), width, scheme);
        await open.ShootAsync($"{sample}-{width}-{scheme}");

        await open.MustFitAsync();
    }

    [BrowserTheory]
    [MemberData(nameof(Edges))]
    public async Task Everything_fits_at_the_edges_too(string sample)
    {
        await using OpenPage open = await browser.OpenAsync(FitFiles.File(sample), PageViews.Phone, ColorScheme.Light);

        await open.MustFitAsync();
    }

    [BrowserFact]
    public async Task Everything_fits_in_the_widest_of_the_usual_fonts()
    {
        await using OpenPage open = await browser.OpenAsync(FitFiles.File(FitSamples.Ordinary), PageViews.Phone, ColorScheme.Light);
        await open.Page.AddStyleTagAsync(new() { Content = ":root { --sans: 'DejaVu Sans'; }" });
        await open.ShootAsync($"{FitSamples.Ordinary}-{PageViews.Phone}-wide-font");

        Assert.Empty(await open.MisfitsAsync());
    }

    [BrowserTheory]
    [InlineData(FitSamples.Ordinary)]
    [InlineData(FitSamples.Classes)]
    public Task On_paper_it_is_light_and_fits(string sample) => browser.MustFitOnPaperAsync(FitFiles.File(sample), ColorScheme.Dark, sample);
}
