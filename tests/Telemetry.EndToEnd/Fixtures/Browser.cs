using Microsoft.Playwright;

namespace Telemetry.EndToEnd.Fixtures;

/// <summary>Debian's chromium, driven by Playwright; records the errors of its pages.</summary>
public sealed class Browser : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly List<string> _errors = [];

    private Browser(IPlaywright playwright, IBrowser browser, IPage page)
    {
        _playwright = playwright;
        _browser = browser;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _errors.Add($"console {message.Type}: {message.Text}");
        };
        page.PageError += (_, error) => _errors.Add($"script error: {error}");
        page.Response += (_, response) =>
        {
            if (response.Status >= 400)
                _errors.Add($"{response.Status}: {response.Url}");
        };
        page.RequestFailed += (_, request) => _errors.Add($"failed: {request.Url}");
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url).Authority != Origin.Authority)
                _errors.Add($"request to another origin: {request.Url}");
        };
    }

    public IPage Page { get; }

    /// <summary>Console errors (which include CSP violations), failed requests and requests to other origins.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Removes the errors so far from the list and returns them.</summary>
    public IReadOnlyList<string> TakeErrors()
    {
        string[] taken = [.. _errors];
        _errors.RemoveRange(0, taken.Length);
        return taken;
    }

    private Uri Origin { get; init; } = null!;

    /// <param name="origin">The base of relative addresses.</param>
    /// <param name="width">The width of the window in pixels.</param>
    /// <param name="scheme">The preferred colour scheme.</param>
    /// <param name="headers">Headers in addition to those of the browser.</param>
    public static async Task<Browser> OpenAsync(
        Uri origin, int width = 1440, ColorScheme scheme = ColorScheme.Light, IEnumerable<KeyValuePair<string, string>>? headers = null)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            // Chromium's sandbox needs privileges that containers and root lack. The other switches disable its background requests.
            Args = [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
        var page = await browser.NewPageAsync(new BrowserNewPageOptions
        {
            BaseURL = origin.ToString(),
            ColorScheme = scheme,
            ExtraHTTPHeaders = headers,
            // Charts are drawn without animation, so that their pixels do not depend on the time.
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
        });
        return new Browser(playwright, browser, page) { Origin = origin };
    }

    /// <summary>Logs the admin in and opens a page.</summary>
    public async Task LogInAsync(string path, string password)
    {
        await Page.GotoAsync($"/login?returnUrl={Uri.EscapeDataString(path)}");
        await Page.GetByLabel("Admin password").FillAsync(password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Log in" }).ClickAsync();
        await Page.WaitForPageAsync("^[^?]*/dashboard");
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
