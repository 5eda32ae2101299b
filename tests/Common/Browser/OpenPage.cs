using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace KLDiv.TestSupport;

/// <summary>A page that is open in the browser, and what it asked for and complained of since.</summary>
public sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentQueue<string> _complaints = new();

    public OpenPage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Request += (_, request) => _requests.Enqueue(request.Url);
        page.Console += (_, message) => _complaints.Enqueue($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => _complaints.Enqueue(error);
    }

    /// <summary>Where pictures of pages are kept, to be looked at: beside the tests' binaries.</summary>
    public static string Screenshots { get; } = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "screenshots")).FullName;

    public IPage Page { get; }

    /// <summary>The addresses that were asked for, the page's own among them.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>What the console says.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>Whatever does not fit: the page into its window, a text into its picture or beside the next one, an element into the page.</summary>
    public Task<string[]> MisfitsAsync() => Page.EvaluateAsync<string[]>(Misfits.Script);

    /// <summary>Keeps a picture of the whole page.</summary>
    public Task ShootAsync(string name) => Page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots, $"{name}.png"), FullPage = true });

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
