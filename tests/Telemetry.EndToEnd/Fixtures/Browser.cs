using Microsoft.Playwright;

namespace Telemetry.EndToEnd.Fixtures;

/// <summary>Debian's chromium, driven by Playwright; keeps what the pages complained about.</summary>
public sealed class Browser : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly List<string> _complaints = [];

    private Browser(IPlaywright playwright, IBrowser browser, IPage page)
    {
        _playwright = playwright;
        _browser = browser;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _complaints.Add($"console {message.Type}: {message.Text}");
        };
        page.PageError += (_, error) => _complaints.Add($"script error: {error}");
        page.Response += (_, response) =>
        {
            if (response.Status >= 400)
                _complaints.Add($"{response.Status}: {response.Url}");
        };
        page.RequestFailed += (_, request) => _complaints.Add($"failed: {request.Url}");
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url).Authority != Origin.Authority)
                _complaints.Add($"request to another origin: {request.Url}");
        };
    }

    /// <summary>The one page.</summary>
    public IPage Page { get; }

    /// <summary>Console errors (CSP violations are among them), failed requests and requests that leave the origin.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    private Uri Origin { get; init; } = null!;

    /// <summary>Opens a window.</summary>
    public static async Task<Browser> OpenAsync(Uri origin, int width = 1440, ColorScheme scheme = ColorScheme.Light)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            // Chromium's own sandbox needs rights that containers and root lack; the other switches keep it from calling home.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var page = await browser.NewPageAsync(new BrowserNewPageOptions
        {
            BaseURL = origin.ToString(),
            ColorScheme = scheme,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
        });
        return new Browser(playwright, browser, page) { Origin = origin };
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
