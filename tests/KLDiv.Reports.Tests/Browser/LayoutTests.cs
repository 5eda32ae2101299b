using Microsoft.Playwright;

namespace KLDiv.Reports.Tests.Browser;

/// <summary>Pages as a browser lays them out: on a phone, a tablet, a desk and paper, in light and dark.</summary>
[Trait("Category", "Browser")]
public sealed class LayoutTests(Chromium browser) : IClassFixture<Chromium>
{
    private const int Phone = 360, Paper = 688;

    public static TheoryData<int, ColorScheme> Views()
    {
        TheoryData<int, ColorScheme> views = [];
        foreach (int width in (int[])[Phone, 768, 1280])
        {
            views.Add(width, ColorScheme.Light);
            views.Add(width, ColorScheme.Dark);
        }

        return views;
    }

    public static TheoryData<string, int> Edges()
    {
        TheoryData<string, int> edges = [];
        foreach (string sample in Samples.Names.Except([Samples.Ordinary], StringComparer.Ordinal))
        {
            edges.Add(sample, Phone);
            edges.Add(sample, 1280);
        }

        return edges;
    }

    [BrowserTheory]
    [MemberData(nameof(Views))]
    public async Task Everything_fits_and_nothing_is_fetched(int width, ColorScheme scheme)
    {
        await using OpenPage open = await browser.OpenAsync(ReportPages.File(Samples.Ordinary), width, scheme);
        await open.ShootAsync($"report-{width}-{scheme}");

        Assert.Empty(await open.MisfitsAsync());
        Assert.Empty(open.Complaints);
        Assert.Single(open.Requests);
    }

    [BrowserTheory]
    [MemberData(nameof(Edges))]
    public async Task Everything_fits_at_the_edges_too(string sample, int width)
    {
        await using OpenPage open = await browser.OpenAsync(ReportPages.File(sample), width, ColorScheme.Light);
        await open.ShootAsync($"{sample}-{width}");

        Assert.Empty(await open.MisfitsAsync());
        Assert.Empty(open.Complaints);
        Assert.Single(open.Requests);
    }

    [BrowserFact]
    public async Task Everything_fits_in_the_widest_of_the_usual_fonts()
    {
        await using OpenPage open = await browser.OpenAsync(ReportPages.File(Samples.Ordinary), Phone, ColorScheme.Light);
        await open.Page.AddStyleTagAsync(new() { Content = ":root { --sans: 'DejaVu Sans'; }" });
        await open.ShootAsync($"report-{Phone}-wide-font");

        Assert.Empty(await open.MisfitsAsync());
    }

    [BrowserTheory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task On_paper_it_is_light_and_fits(ColorScheme scheme)
    {
        await using OpenPage open = await browser.OpenAsync(ReportPages.File(Samples.Ordinary), Paper, scheme);
        await open.Page.EmulateMediaAsync(new() { Media = Media.Print, ColorScheme = scheme });
        await open.ShootAsync($"report-print-{scheme}");
        await open.Page.PdfAsync(new() { Path = Path.Combine(OpenPage.Screenshots, $"report-{scheme}.pdf"), Format = "A4" });

        Assert.Equal("rgb(255, 255, 255)", await open.Page.EvaluateAsync<string>("() => getComputedStyle(document.documentElement).backgroundColor"));
        Assert.Empty(await open.MisfitsAsync());
        foreach (ILocator picture in await open.Page.Locator("svg.wide").AllAsync())
        {
            Assert.True(await picture.IsVisibleAsync());
        }
    }

    [BrowserTheory]
    [InlineData(ColorScheme.Light, "rgb(255, 255, 255)")]
    [InlineData(ColorScheme.Dark, "rgb(17, 21, 26)")]
    public async Task The_scheme_is_the_readers(ColorScheme scheme, string paper)
    {
        await using OpenPage open = await browser.OpenAsync(ReportPages.File(Samples.Ordinary), 768, scheme);

        Assert.Equal(paper, await open.Page.EvaluateAsync<string>("() => getComputedStyle(document.documentElement).backgroundColor"));
    }
}
