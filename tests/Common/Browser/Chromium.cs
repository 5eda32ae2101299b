using Microsoft.Playwright;

namespace KLDiv.TestSupport;

/// <summary>The browser that opens pages in tests: Debian's, driven by Playwright.</summary>
public sealed class Chromium : IAsyncLifetime
{
    public const string Executable = "/usr/bin/chromium";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        if (File.Exists(Executable))
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = Executable,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            });
        }
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>Opens a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="width">The width of the window in pixels.</param>
    /// <param name="scheme">Whether the reader asks for light or dark.</param>
    public async Task<OpenPage> OpenAsync(string file, int width, ColorScheme scheme)
    {
        IBrowserContext context = await _browser!.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = 800 }, ColorScheme = scheme });
        IPage page = await context.NewPageAsync();
        OpenPage open = new(context, page);
        await page.GotoAsync(new Uri(file).AbsoluteUri);
        return open;
    }
}

/// <summary>A theory that needs a browser, skipped with the reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = BrowserSkip.Reason;
}

/// <summary>A fact that needs a browser, skipped with the reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = BrowserSkip.Reason;
}

internal static class BrowserSkip
{
    public static string? Reason => File.Exists(Chromium.Executable) ? null : $"{Chromium.Executable} is absent.";
}
