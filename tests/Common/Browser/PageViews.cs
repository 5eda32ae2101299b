using Microsoft.Playwright;

namespace KLDiv.TestSupport;

/// <summary>How pages are looked at: on a phone, a tablet, a desk and paper, in light and dark.</summary>
internal static class PageViews
{
    public const int Phone = 360;

    public const int Desk = 1280;

    /// <summary>The width of an A4 page between its margins.</summary>
    public const int Paper = 688;

    public static TheoryData<int, ColorScheme> All()
    {
        TheoryData<int, ColorScheme> views = [];
        foreach (int width in (int[])[Phone, 768, Desk])
        {
            views.Add(width, ColorScheme.Light);
            views.Add(width, ColorScheme.Dark);
        }

        return views;
    }

    /// <summary>The narrowest and the widest view of each sample.</summary>
    public static TheoryData<string, int> Edges(IEnumerable<string> samples)
    {
        TheoryData<string, int> edges = [];
        foreach (string sample in samples)
        {
            edges.Add(sample, Phone);
            edges.Add(sample, Desk);
        }

        return edges;
    }

    /// <summary>Everything fits, the page needs nothing but itself, and the browser complains of nothing.</summary>
    public static async Task MustFitAsync(this OpenPage open)
    {
        string[] misfits = await open.MisfitsAsync();
        Assert.True(misfits.Length == 0, string.Join(Environment.NewLine, misfits));
        Assert.Empty(open.Complaints);
        Assert.Single(open.Requests);
    }

    /// <summary>On paper a page is light whatever the reader's scheme, everything fits, and the drawings are the wide ones.</summary>
    /// <param name="browser">The browser.</param>
    /// <param name="file">The page.</param>
    /// <param name="scheme">What the reader asks for on screens.</param>
    /// <param name="name">What the page's picture and its PDF are called.</param>
    public static async Task MustFitOnPaperAsync(this Chromium browser, string file, ColorScheme scheme, string name)
    {
        await using OpenPage open = await browser.OpenAsync(file, Paper, scheme);
        await open.Page.EmulateMediaAsync(new() { Media = Media.Print, ColorScheme = scheme });
        await open.ShootAsync($"{name}-print-{scheme}");
        await open.Page.PdfAsync(new() { Path = Path.Combine(OpenPage.Screenshots, $"{name}-{scheme}.pdf"), Format = "A4" });

        Assert.Equal("rgb(255, 255, 255)", await open.BackgroundAsync());
        Assert.Empty(await open.MisfitsAsync());
        foreach (ILocator picture in await open.Page.Locator("svg.wide").AllAsync())
        {
            Assert.True(await picture.IsVisibleAsync());
        }
    }

    public static Task<string> BackgroundAsync(this OpenPage open) =>
        open.Page.EvaluateAsync<string>("() => getComputedStyle(document.documentElement).backgroundColor");
}
