using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.Playwright;
using Telemetry.EndToEnd.Fixtures;

namespace Telemetry.EndToEnd;

/// <summary>A developer who asks what a request did, in a browser.</summary>
[Collection(SharedPlatform.Collection)]
public sealed class DeveloperDashboardTests(SharedPlatform shared)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Platform _platform = shared.Platform;
    private readonly DeveloperDashboard _dashboard = shared.Dashboard;

    [Fact]
    public async Task One_posted_snapshot_is_one_trace_that_can_be_read_from_the_gateway_to_the_SQL()
    {
        using var http = _platform.CreateClient();
        using var instance = new SignedInstance(http);
        Assert.Equal(HttpStatusCode.Created, await instance.RegisterAsync("Watched"));
        Assert.Equal(HttpStatusCode.OK, await instance.ActivateAsync());
        // Stored: the snapshot will be alone in its batch.
        await Eventually.GetAsync(
            () => _platform.ReadAsync($"/api/v1/admin/instances/{instance.Id}"),
            found => found.ValueKind == JsonValueKind.Object && found.GetProperty("status").GetString() == "active",
            Deadline,
            "the active instance");
        Assert.Equal(HttpStatusCode.Accepted, await instance.SendSnapshotAsync());
        await using var browser = await _dashboard.LogInAsync();
        var page = browser.Page;

        // It grows while it is looked at: each service sends when it likes.
        await page.GotoAsync("/traces?text=%2Fv1%2Fsnapshot");
        await page.GetByRole(AriaRole.Link, new() { Name = "gateway: POST /v1/snapshot" }).First.ClickAsync();
        await page.WaitForURLAsync("**/traces/*");
        await page.Locator("tr[data-resource=aggregation] .note", new() { HasTextString = "insert" }).Or(page.Locator("tr[data-resource=aggregation] .note", new() { HasTextString = "copy" })).First.WaitForAsync();
        var rows = page.Locator(".waterfall tr[data-resource]");
        var resources = await rows.EvaluateAllAsync<string[]>("rows => [...new Set(rows.map(row => row.dataset.resource))]");
        Assert.Equal(["gateway", "ingestion", "aggregation"], resources);
        Assert.True(await page.Locator("tr[data-resource=ingestion]", new() { HasTextString = " send" }).CountAsync() > 0, "the broker's span is missing");
        Assert.Equal(1, await page.Locator(".waterfall th[data-depth='0']").CountAsync());

        await page.Locator("tr[data-resource=aggregation] a", new() { HasTextString = "copy staged_snapshots" }).ClickAsync();
        await page.WaitForURLAsync("**?span=*");
        Assert.Contains("db.query.text", await page.Locator(".opened").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(1, await page.Locator("tr[data-resource=aggregation]").GetByText("SET", new() { Exact = true }).CountAsync());

        // The list has those of other tests as well.
        await page.GotoAsync("/traces?text=%2Fv1%2Fsnapshot");
        var newest = page.Locator("tbody a").First;
        var before = await newest.GetAttributeAsync("href");
        Assert.Equal(HttpStatusCode.BadRequest, await instance.PostAsync("/v1/snapshot", "{}"));
        await page.WaitForFunctionAsync("before => document.querySelector('tbody a').getAttribute('href') !== before", before);
        await newest.ClickAsync();
        await page.WaitForURLAsync("**/traces/*");
        await page.Locator("tr[data-resource=ingestion] a").First.ClickAsync();
        var reason = page.Locator(".opened div", new() { Has = page.GetByText("telemetry.refusal.reason", new() { Exact = true }) }).Last;
        Assert.Equal(["telemetry.refusal.reason", "field"], (await reason.InnerTextAsync()).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(Complaints(browser));
    }

    [Fact]
    public async Task Another_exporter_is_understood_as_well()
    {
        using var client = Process.Start(new ProcessStartInfo("node", [Path.Combine(AppContext.BaseDirectory, "Clients", "otlp", "trace.mjs")])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment =
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _dashboard.Receiver.ToString().TrimEnd('/'),
                ["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-api-key={DeveloperDashboard.Key}",
            },
        })!;
        var trace = (await client.StandardOutput.ReadToEndAsync()).Trim();
        await client.WaitForExitAsync();
        await using var browser = await _dashboard.LogInAsync();

        await browser.Page.GotoAsync($"/traces/{trace}");

        var rows = await browser.Page.Locator(".waterfall tbody th").AllInnerTextsAsync();
        Assert.Equal(["node-client visit from elsewhere", "node-client step error"], rows.Select(row => string.Join(' ', row.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))));
        Assert.Empty(Complaints(browser));
    }

    [Fact]
    public async Task A_service_is_restarted_from_its_row_and_what_it_says_is_there()
    {
        await using var browser = await _dashboard.LogInAsync();
        var page = browser.Page;

        var rows = await DeveloperDashboard.RestartAsync(page, "dashboard");
        await rows.First.GetByRole(AriaRole.Link, new() { Name = "Console" }).ClickAsync();
        await page.Locator(".line", new() { HasTextString = "healthy after" }).Nth(1).WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Logs" }).ClickAsync();
        // With its script, which sends the filter off.
        await page.WaitForURLAsync("**/logs**");
        await page.GetByLabel("Resource").SelectOptionAsync("dashboard");
        await page.WaitForURLAsync("**resource=dashboard**");
        await page.Locator(".logs .message").First.WaitForAsync();
        await page.GotoAsync("/metrics?resource=dashboard");
        await page.WaitForFunctionAsync("() => document.querySelector('.chart canvas').width > 300");

        Assert.Empty(Complaints(browser));
    }

    // Leaving a page cuts its next question off, which is none.
    private static IEnumerable<string> Complaints(Browser browser) => browser.Complaints.Where(complaint => !complaint.StartsWith("failed: ", StringComparison.Ordinal));
}
