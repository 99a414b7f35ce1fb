using System.Net;
using System.Text.Json;
using Microsoft.Playwright;
using Telemetry.EndToEnd.Fixtures;

namespace Telemetry.EndToEnd;

/// <summary>The Aspire dashboard in a browser: the parts of the platform, and the trace of a request.</summary>
public sealed class DeveloperDashboardTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly string[] Services = ["gateway", "ingestion", "aggregation", "notifications", "dashboard"];

    private Platform _platform = null!;
    private Browser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _platform = await Platform.StartWithDeveloperDashboardAsync("--RATE_LIMIT=0");
        var login = await _platform.DeveloperDashboardAsync();
        _browser = await Browser.OpenAsync(new Uri(login, "/"));
        await _browser.Page.GotoAsync(login.PathAndQuery);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        await _platform.DisposeAsync();
    }

    [Fact]
    public async Task Resources_traces_logs_and_metrics_of_every_service_are_there()
    {
        var page = _browser.Page;
        foreach (var resource in (string[])[.. Services, "postgres", "telemetry", "messaging", "cache"])
            await Row(page, resource).Filter(new() { HasText = "Running" }).WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Dashboard", Exact = true }).First.WaitForAsync();

        await PostSnapshotAsync();
        await page.GotoAsync("/traces");
        await OpenTraceAsync(page, "gateway: POST /v1/snapshot");
        foreach (var text in (string[])["ingestion", "aggregation", "telemetry"])
            await Row(page, text).First.WaitForAsync();

        foreach (var service in Services)
        {
            await page.GotoAsync($"/structuredlogs/resource/{service}");
            await Row(page, "Information").First.WaitForAsync();
            await page.GotoAsync($"/metrics/resource/{service}?meter=System.Runtime&instrument=dotnet.process.memory.working_set&duration=5&view=Graph");
            await page.Locator(".js-plotly-plot").First.WaitForAsync();
            await page.GotoAsync($"/consolelogs/resource/{service}");
            await page.Locator(".log-line-row").First.WaitForAsync();
        }
    }

    // The list changes while traces arrive, and a click on a row that is just replaced leads nowhere.
    private static Task<string> OpenTraceAsync(IPage page, string name) => Eventually.GetAsync(
        async () =>
        {
            if (!page.Url.Contains("/traces/detail/", StringComparison.Ordinal))
                await page.GetByText(name).First.ClickAsync();
            return page.Url;
        },
        url => url.Contains("/traces/detail/", StringComparison.Ordinal),
        Deadline,
        name);

    private static ILocator Row(IPage page, string text) =>
        page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByText(text, new() { Exact = true }) });

    // Alone in its batch, since what was before is stored: its trace leads to the SQL.
    private async Task PostSnapshotAsync()
    {
        using var http = _platform.CreateClient();
        using var instance = new SignedInstance(http);
        Assert.Equal(HttpStatusCode.Created, await instance.RegisterAsync("Watched"));
        Assert.Equal(HttpStatusCode.OK, await instance.ActivateAsync());
        await Eventually.GetAsync(
            () => _platform.ReadAsync($"/api/v1/admin/instances/{instance.Id}"),
            found => found.ValueKind == JsonValueKind.Object && found.GetProperty("status").GetString() == "active",
            Deadline,
            "the active instance");
        Assert.Equal(HttpStatusCode.Accepted, await instance.SendSnapshotAsync());
    }
}
