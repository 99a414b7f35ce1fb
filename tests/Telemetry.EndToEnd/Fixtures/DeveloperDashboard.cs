using System.Net;
using Microsoft.Playwright;
using Telemetry.Tests.Fixtures;

namespace Telemetry.EndToEnd.Fixtures;

/// <summary>The Aspire dashboard in a browser.</summary>
internal static class DeveloperDashboard
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);
    private static readonly string[] Services = ["gateway", "ingestion", "aggregation", "notifications", "dashboard"];

    /// <summary>Fails unless it shows resources, traces, logs and metrics of every service.</summary>
    /// <param name="login">The address that logs a browser in.</param>
    /// <param name="gateway">The admin's client of the gateway.</param>
    public static async Task AssertShowsEverythingAsync(Uri login, HttpClient gateway)
    {
        await using var browser = await Browser.OpenAsync(new Uri(login, "/"));
        var page = browser.Page;
        page.SetDefaultTimeout((float)Deadline.TotalMilliseconds);
        try
        {
            await AssertShowsEverythingAsync(page, login, gateway);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}{Environment.NewLine}{page.Url}: {await page.InnerTextAsync("body")}", e);
        }
    }

    private static async Task AssertShowsEverythingAsync(IPage page, Uri login, HttpClient gateway)
    {
        await page.GotoAsync(login.PathAndQuery);
        foreach (var resource in (string[])[.. Services, "postgres", "telemetry", "messaging", "cache"])
            await Row(page, resource).Filter(new() { HasText = "Running" }).WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Dashboard", Exact = true }).First.WaitForAsync();

        await PostSnapshotAsync(gateway);
        await page.GotoAsync("/traces");
        await OpenTraceAsync(page, "gateway: POST /v1/snapshot");
        foreach (var text in (string[])["ingestion", "aggregation", "telemetry"])
            await Row(page, text).First.WaitForAsync();

        foreach (var service in Services)
        {
            await page.GotoAsync($"/structuredlogs/resource/{service}");
            await Row(page, "Information").First.WaitForAsync();
            const string memory = "meter=System.Runtime&instrument=dotnet.process.memory.working_set&duration=5&view=Graph";
            await page.GotoAsync($"/metrics/resource/{service}?{memory}");
            await page.Locator(".js-plotly-plot").First.WaitForAsync();
            await page.GotoAsync($"/consolelogs/resource/{service}");
            await page.Locator(".log-line-row").First.WaitForAsync();
        }
    }

    // The list changes while traces arrive, and a click on a row that is being replaced has no effect.
    private static Task<string> OpenTraceAsync(IPage page, string name) => Eventually.GetAsync(
        async () =>
        {
            if (!page.Url.Contains("/traces/detail/", StringComparison.Ordinal))
                await page.GetByText(name).First.ClickAsync();
            return page.Url;
        },
        url => url.Contains("/traces/detail/", StringComparison.Ordinal),
        name,
        Deadline);

    private static ILocator Row(IPage page, string text) =>
        page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByText(text, new() { Exact = true }) });

    // The instance is stored before the snapshot is sent, so the snapshot is alone in its batch and its trace includes the SQL.
    private static async Task PostSnapshotAsync(HttpClient gateway)
    {
        using var instance = new SignedInstance(gateway);
        await Eventually.GetAsync(
            () => instance.RegisterAsync("Watched"),
            status => status is HttpStatusCode.Created or HttpStatusCode.OK,
            "a registration",
            Deadline);
        Assert.Equal(HttpStatusCode.OK, await instance.ActivateAsync());
        await Eventually.GetAsync(
            async () =>
            {
                using var response = await gateway.GetAsync(new Uri($"/api/v1/admin/instances/{instance.Id}", UriKind.Relative));
                return await response.Content.ReadAsStringAsync();
            },
            found => found.Contains("\"status\":\"active\"", StringComparison.Ordinal),
            "the active instance",
            Deadline);
        Assert.Equal(HttpStatusCode.Accepted, await instance.SendSnapshotAsync());
    }
}
