using Microsoft.Playwright;

namespace KLDiv.Pages.Tests.ReportPages;

/// <summary>Pages as a browser lays them out: on a phone, a tablet, a desk and paper, in light and dark.</summary>
[Trait("Category", "Browser")]
public sealed class ReportLayoutTests(Chromium browser) : IClassFixture<Chromium>
{
    public static TheoryData<int, ColorScheme> Views() => PageViews.All();

    public static TheoryData<string, int> Edges() => PageViews.Edges(ReportSamples.Names.Except([ReportSamples.Ordinary], StringComparer.Ordinal));

    [BrowserTheory]
    [MemberData(nameof(Views))]
    public async Task Everything_fits_and_nothing_is_fetched(int width, ColorScheme scheme)
    {
        await using OpenPage open = await browser.OpenAsync(ReportInputs.File(ReportSamples.Ordinary), width, scheme);
        await open.ShootAsync($"report-{width}-{scheme}");

        await open.MustFitAsync();
    }

    [BrowserTheory]
    [MemberData(nameof(Edges))]
    public async Task Everything_fits_at_the_edges_too(string sample, int width)
    {
        await using OpenPage open = await browser.OpenAsync(ReportInputs.File(sample), width, ColorScheme.Light);
        await open.ShootAsync($"{sample}-{width}");

        await open.MustFitAsync();
    }

    [BrowserFact]
    public async Task Everything_fits_in_the_widest_of_the_usual_fonts()
    {
        await using OpenPage open = await browser.OpenAsync(ReportInputs.File(ReportSamples.Ordinary), PageViews.Phone, ColorScheme.Light);
        await open.Page.AddStyleTagAsync(new() { Content = ":root { --sans: 'DejaVu Sans'; }" });
        await open.ShootAsync($"report-{PageViews.Phone}-wide-font");

        Assert.Empty(await open.MisfitsAsync());
    }

    [BrowserTheory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public Task On_paper_it_is_light_and_fits(ColorScheme scheme) =>
        browser.MustFitOnPaperAsync(ReportInputs.File(ReportSamples.Ordinary), scheme, "report");

    [BrowserTheory]
    [InlineData(ColorScheme.Light, "rgb(255, 255, 255)")]
    [InlineData(ColorScheme.Dark, "rgb(17, 21, 26)")]
    public async Task The_scheme_is_the_readers(ColorScheme scheme, string paper)
    {
        await using OpenPage open = await browser.OpenAsync(ReportInputs.File(ReportSamples.Ordinary), 768, scheme);

        Assert.Equal(paper, await open.BackgroundAsync());
    }
}
