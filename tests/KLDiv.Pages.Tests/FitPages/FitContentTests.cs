using Microsoft.Playwright;

namespace KLDiv.Pages.Tests.FitPages;

/// <summary>What a reader finds in the page of a fit, with eyes or with a screen reader.</summary>
[Trait("Category", "Browser")]
public sealed class FitContentTests(Chromium browser) : IClassFixture<Chromium>
{
    [BrowserFact]
    public async Task Names_are_text_and_nothing_else()
    {
        await using OpenPage open = await browser.OpenAsync(FitFiles.File(FitSamples.Hostile), PageViews.Desk, ColorScheme.Light);

        Assert.Equal(0, await open.Page.Locator("script, img, iframe, object, [onerror], a").CountAsync());
        Assert.DoesNotContain("changed", await open.Page.TitleAsync(), StringComparison.Ordinal);
        Assert.Contains(FitSamples.HostileNames[0], await open.Page.Locator("body").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(open.Complaints);
    }

    [BrowserTheory]
    [InlineData(FitSamples.Ordinary, 18)]
    [InlineData(FitSamples.Classes, 14)]
    public async Task Each_picture_that_shows_is_an_image_named_by_its_title_and_described(string sample, int pictures)
    {
        await using OpenPage open = await browser.OpenAsync(FitFiles.File(sample), PageViews.Desk, ColorScheme.Dark);
        IReadOnlyList<ILocator> figures = await open.Page.Locator("figure").AllAsync();

        Assert.Equal(pictures, figures.Count);
        foreach (ILocator figure in figures)
        {
            // Names are compared with spaces that may break.
            string title = (await figure.Locator("h3").InnerTextAsync()).Replace('\u00A0', ' ');
            ILocator image = figure.GetByRole(AriaRole.Img, new() { Name = title, Exact = true });

            Assert.Equal(1, await image.CountAsync());
            Assert.True((await image.Locator("desc").TextContentAsync())!.Length > 40);
        }
    }

    [BrowserFact]
    public async Task The_page_has_one_heading_and_a_section_for_each_part()
    {
        await using OpenPage open = await browser.OpenAsync(FitFiles.File(FitSamples.Ordinary), 768, ColorScheme.Light);

        Assert.Equal(1, await open.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).CountAsync());
        Assert.Equal(
            ["Beside simpler predictions", "How the loss fell", "Predicted and observed", "Calibration", "What each feature does", "Every number"],
            await open.Page.Locator("h2").AllTextContentsAsync());
    }
}
