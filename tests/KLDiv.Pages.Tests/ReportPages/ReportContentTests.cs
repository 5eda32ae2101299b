using KLDiv.Files;
using Microsoft.Playwright;

namespace KLDiv.Pages.Tests.ReportPages;

/// <summary>What a reader finds in a page, with eyes or with a screen reader.</summary>
[Trait("Category", "Browser")]
public sealed class ReportContentTests(Chromium browser) : IClassFixture<Chromium>
{
    [BrowserFact]
    public async Task Names_are_text_and_nothing_else()
    {
        await using OpenPage open = await browser.OpenAsync(ReportInputs.File(ReportSamples.Hostile), 1280, ColorScheme.Light);
        string[] rows = await open.Page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('table')].filter(table => table.caption.textContent.startsWith('Classes')).flatMap(table => [...table.querySelectorAll('tbody th')].map(cell => cell.textContent))");
        string[] expected = [.. ReportSamples.Figures(ReportSamples.Hostile).Classes.Select(one => VisibleText.Of(one.Name!).Replace("\uD800", "\uFFFD", StringComparison.Ordinal))];

        Assert.Equal(expected, rows);
        Assert.Equal(0, await open.Page.Locator("script, img, iframe, object, [onerror], a").CountAsync());
        Assert.Contains("script>", await open.Page.TitleAsync(), StringComparison.Ordinal);
        Assert.Empty(open.Complaints);
    }

    [BrowserTheory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task Each_picture_that_shows_is_an_image_named_by_its_title_and_described(int width)
    {
        await using OpenPage open = await browser.OpenAsync(ReportInputs.File(ReportSamples.Ordinary), width, ColorScheme.Dark);
        IReadOnlyList<ILocator> figures = await open.Page.Locator("figure").AllAsync();

        Assert.Equal(15, figures.Count);
        foreach (ILocator figure in figures)
        {
            // Names are compared with spaces that may break.
            string title = (await figure.Locator("h3").InnerTextAsync()).Replace('\u00A0', ' ');
            ILocator image = figure.GetByRole(AriaRole.Img, new() { Name = title, Exact = true });

            Assert.Equal(1, await image.CountAsync());
            Assert.True((await image.Locator("desc").TextContentAsync())!.Length > 40);
        }
    }

    [BrowserTheory]
    [InlineData(360, "svg.narrow", "svg.wide")]
    [InlineData(768, "svg.wide", "svg.narrow")]
    [InlineData(1280, "svg.wide", "svg.narrow")]
    public async Task Each_width_has_its_own_drawings(int width, string shown, string hidden)
    {
        await using OpenPage open = await browser.OpenAsync(ReportInputs.File(ReportSamples.Ordinary), width, ColorScheme.Light);

        Assert.Equal(5, await open.Page.Locator($"{shown} >> visible=true").CountAsync());
        Assert.Equal(0, await open.Page.Locator($"{hidden} >> visible=true").CountAsync());
    }

    [BrowserFact]
    public async Task The_page_has_one_heading_and_a_section_for_each_part()
    {
        await using OpenPage open = await browser.OpenAsync(ReportInputs.File(ReportSamples.Ordinary), 768, ColorScheme.Light);

        Assert.Equal(1, await open.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).CountAsync());
        Assert.Equal(
            ["How far the rows are apart", "Where in the file", "Calibration before and after", "The classes that contribute most", "The rows that are farthest apart", "Every number"],
            await open.Page.Locator("h2").AllTextContentsAsync());
    }
}
