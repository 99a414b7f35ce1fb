using Microsoft.Playwright;
using Telemetry.EndToEnd.Fixtures;
using Telemetry.Fleet;
using Telemetry.Fleet.Simulation;
using Telemetry.Tests.Fixtures;

namespace Telemetry.EndToEnd;

/// <summary>The scripts of the pages in a browser, under the gateway's Content-Security-Policy.</summary>
[Collection(SharedPlatform.Collection)]
public sealed class PageTests(SharedPlatform shared)
{
    private const string Chart = "/dashboard/applications/harbour-notes?metric=users_count&period=7d";

    private readonly Platform _platform = shared.Platform;

    [Fact]
    public async Task Charts_have_the_colours_of_the_theme_also_after_a_reload()
    {
        await PlayAsync();
        await using var browser = await LogInAsync(Chart);
        var page = browser.Page;

        var light = await LineAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Theme: system" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Theme: light" }).ClickAsync();
        var dark = await LineAsync(page);
        await page.ReloadAsync();
        var reloaded = await LineAsync(page);

        Assert.NotEqual(light, dark);
        Assert.Equal(dark, reloaded);
        Assert.Equal("dark", await page.EvaluateAsync<string>("getComputedStyle(document.documentElement).colorScheme"));
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task Run_pages_draw_charts_of_reported_runs()
    {
        await new FleetRun(
            new FleetOptions { Gateway = _platform.Gateway, Instances = 0, Runs = 20, Light = true }, TimeProvider.System.GetUtcNow())
            .RunAsync(CancellationToken.None);
        await using var browser = await LogInAsync("/dashboard/runs?repo=all");
        var page = browser.Page;

        await Eventually.GetAsync(
            async () =>
            {
                await page.ReloadAsync();
                return await page.Locator("main").InnerTextAsync();
            },
            text => text.Contains("Outcomes by day", StringComparison.Ordinal),
            "charts of the reported runs");
        foreach (var path in new[]
        {
            "/dashboard/runs?repo=all&days=7", "/dashboard/runs/failures?repo=all", "/dashboard/runs/log?repo=all",
        })
        {
            await page.GotoAsync(path);
            Assert.False(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > innerWidth"));
        }

        await page.Locator("td:last-child a").First.ClickAsync();
        await page.WaitForPageAsync("open=");
        Assert.True(await page.Locator(".steps li").CountAsync() > 0);
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task The_table_button_replaces_a_chart_with_its_table()
    {
        await PlayAsync();
        await using var browser = await LogInAsync(Chart);
        var chart = browser.Page.Locator("#over-time .chart");
        var (canvas, table) = (chart.Locator("canvas"), chart.Locator("table"));

        Assert.Equal((true, false), (await canvas.IsVisibleAsync(), await table.IsVisibleAsync()));
        await chart.GetByRole(AriaRole.Button, new() { Name = "Table" }).ClickAsync();
        Assert.Equal((false, true), (await canvas.IsVisibleAsync(), await table.IsVisibleAsync()));
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task A_page_refreshes_its_data_and_keeps_opened_details()
    {
        await PlayAsync();
        await using var browser = await LogInAsync("/dashboard/applications/harbour-notes");
        var page = browser.Page;
        await page.GotoAsync("/dashboard/applications/harbour-notes");
        await page.Locator("details.system summary").ClickAsync();
        await page.EvaluateAsync("document.querySelector('.scroll').focus()");
        await page.EvaluateAsync("main.querySelectorAll('h2').forEach(heading => heading.untouched = true)");

        await PlayAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        // The first response may come from the cache; the page requests the next one after 30 s.
        await page.WaitForFunctionAsync(
            "() => [...main.querySelectorAll('h2')].some(heading => !heading.untouched)", null, new() { Timeout = 90_000 });

        Assert.True(await page.Locator("details.system").EvaluateAsync<bool>("details => details.open"));
        Assert.Contains("ago", await page.Locator("#freshness").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(browser.Errors);
    }

    private async Task PlayAsync()
    {
        var options = new FleetOptions { Gateway = _platform.Gateway, Instances = 3, Applications = 1 };
        await new FleetRun(options, TimeProvider.System.GetUtcNow()).RunAsync(CancellationToken.None);
    }

    private async Task<Browser> LogInAsync(string path)
    {
        var browser = await Browser.OpenAsync(_platform.Gateway);
        await browser.LogInAsync(path, Platform.Password);
        return browser;
    }

    // Returns the line colour of the theme as soon as the canvas has pixels of that colour.
    private static async Task<string> LineAsync(IPage page) => await (await page.WaitForFunctionAsync(
        """
        () => {
          const probe = document.body.appendChild(document.createElement('i'));
          probe.style.color = 'var(--plot-main)';
          const colour = getComputedStyle(probe).color;
          probe.remove();
          const wanted = colour.match(/\d+/g).join();
          const canvas = document.querySelector('.chart canvas');
          const copy = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height });
          const pixels = copy.getContext('2d', { willReadFrequently: true });
          pixels.drawImage(canvas, 0, 0);
          const { data } = pixels.getImageData(0, 0, canvas.width, canvas.height);
          for (let i = 0; i < data.length; i += 4) {
            if (data[i + 3] === 255 && data.slice(i, i + 3).join() === wanted) return colour;
          }
          return null;
        }
        """)).JsonValueAsync<string>();
}
