using Telemetry.EndToEnd.Fixtures;
using Telemetry.Fleet;
using Telemetry.Fleet.Simulation;

namespace Telemetry.EndToEnd;

/// <summary>The dashboard in the browser of an admin.</summary>
[Collection(SharedPlatform.Collection)]
public sealed class DashboardTests(SharedPlatform shared)
{
    private readonly Platform _platform = shared.Platform;

    [Fact]
    public async Task An_admin_logs_in_and_opens_an_application_and_an_instance()
    {
        await new FleetRun(
            new FleetOptions { Gateway = _platform.Gateway, Instances = 6, Applications = 2 },
            TimeProvider.System.GetUtcNow()).RunAsync(CancellationToken.None);
        await using var browser = await Browser.OpenAsync(_platform.Gateway);
        var page = browser.Page;

        await page.GotoAsync("/dashboard");
        Assert.Contains("/login", page.Url, StringComparison.Ordinal);
        await page.GetByLabel("Password").FillAsync(Platform.Password);
        await page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Log in" }).ClickAsync();
        await page.WaitForPageAsync("/dashboard$");

        await page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Harbour Notes" }).First.ClickAsync();
        await page.WaitForPageAsync("/dashboard/applications/harbour-notes$");
        Assert.Contains("users_count", await page.ContentAsync(), StringComparison.Ordinal);

        await page.Locator("a[href*='/dashboard/instances/']").First.ClickAsync();
        await page.WaitForPageAsync("/dashboard/instances/[^/]+$");
        Assert.Contains("sys_cpu_cores", await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Empty(browser.Errors);
    }
}
