using System.Net;
using System.Net.Sockets;
using Microsoft.Playwright;

namespace Telemetry.EndToEnd.Fixtures;

/// <summary>Where a platform's developer dashboard is to be, and its keys.</summary>
public sealed class DeveloperDashboard
{
    /// <summary>Opens the pages.</summary>
    public const string Token = "end-to-end-token";

    /// <summary>Exporters need it.</summary>
    public const string Key = "end-to-end-key";

    /// <summary>Its pages.</summary>
    public Uri Pages { get; } = FreeAddress();

    /// <summary>Its receiver.</summary>
    public Uri Receiver { get; } = FreeAddress();

    /// <summary>For <see cref="Platform.StartAsync"/>.</summary>
    public string[] Settings =>
    [
        "--DEVELOPER_DASHBOARD=true",
        $"--ASPNETCORE_URLS={Pages}",
        $"--ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL={Receiver}",
        $"--ASPIRE_DASHBOARD_FRONTEND_BROWSERTOKEN={Token}",
        $"--AppHost:OtlpApiKey={Key}",
    ];

    /// <summary>A window whose user has followed the link.</summary>
    public async Task<Browser> LogInAsync()
    {
        var browser = await Browser.OpenAsync(Pages);
        await Eventually.GetAsync(
            async () =>
            {
                await browser.Page.GotoAsync($"/login?t={Token}");
                return await browser.Page.TitleAsync();
            },
            title => title.StartsWith("Resources", StringComparison.Ordinal),
            TimeSpan.FromSeconds(30),
            "the resources");
        return browser;
    }

    /// <summary>Restarts each process of a service from its row, and waits until all of them are well.</summary>
    /// <returns>The rows.</returns>
    public static async Task<ILocator> RestartAsync(IPage page, string service)
    {
        await page.GotoAsync("/");
        var rows = page.Locator($"tr#resource-{service}, tr[id^='resource-{service}-']");
        foreach (var id in await rows.EvaluateAllAsync<string[]>("rows => rows.map(row => row.id)"))
        {
            var row = page.Locator($"#{id}");
            var started = await row.Locator("time").GetAttributeAsync("datetime");
            await row.GetByRole(AriaRole.Button, new() { Name = $"Restart {id["resource-".Length..]}" }).ClickAsync();
            await page.Locator($"#{id}:has(.state.good):not(:has(time[datetime='{started}']))").WaitForAsync();
        }

        return rows;
    }

    private static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }
}
