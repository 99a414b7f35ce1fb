using Microsoft.Playwright;
using Telemetry.EndToEnd.Fixtures;
using Telemetry.Tests.Fixtures;

namespace Telemetry.EndToEnd;

/// <summary>Every page in a real browser, for an admin, for the public and for a client that guesses passwords.</summary>
[Collection(PopulatedPlatform.Collection)]
public sealed class EveryPageTests(PopulatedPlatform dashboard)
{
    private static readonly string Hostile = PopulatedPlatform.Hostile;

    private IEnumerable<string> AllPages =>
    [
        .. PopulatedPlatform.Pages,
        "/dashboard/applications/harbour-notes",
        "/dashboard/applications/harbour-notes?metric=users_count&period=7d",
        "/dashboard/applications/harbour-notes/settings",
        $"/dashboard/instances/{dashboard.Instance}",
        "/dashboard/runs/run?id=hostile",
        "/dashboard/none",
    ];

    private Uri Gateway => dashboard.Platform.Gateway;

    [Fact]
    public void Pages_without_data_have_no_errors() => Assert.Empty(dashboard.ErrorsWhenEmpty);

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Pages_have_no_errors_barriers_or_blank_charts_and_run_no_script_in_a_name(int width, ColorScheme scheme)
    {
        await using var browser = await dashboard.OpenAsAdminAsync(width, scheme);
        var names = await HostileNamesAsync(browser.Page);
        var errors = new List<string>();

        foreach (var path in AllPages.Concat(names.Keys).Distinct())
        {
            errors.AddRange(await PageCheck.ErrorsAsync(browser, path));
            var text = await browser.Page.Locator("body").TextContentAsync();
            if (names.TryGetValue(path, out var name) && !text!.Contains(name, StringComparison.Ordinal))
                errors.Add($"{path}: does not show the name");
            if (!await browser.Page.EvaluateAsync<bool>("() => window.hostile === undefined"))
                errors.Add($"{path}: runs the name");
        }

        // The browser logs the 404 of the page that does not exist.
        errors.RemoveAll(error => error.StartsWith("/dashboard/none: ", StringComparison.Ordinal)
            && error.Contains("404", StringComparison.Ordinal));
        Assert.Empty(errors);
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_out_one_browser_only()
    {
        await using var guesser = await Browser.OpenAsync(Gateway, headers: [new("X-Forwarded-For", "192.0.2.7")]);
        await guesser.Page.GotoAsync("/dashboard/quarantine");
        for (var i = 0; i < 5; i++)
            await TryAsync(guesser.Page, "guess");
        Assert.Contains("not the password", await guesser.Page.Locator("#fault").InnerTextAsync(), StringComparison.Ordinal);
        await TryAsync(guesser.Page, Platform.Password);
        Assert.Contains(
            "Too many wrong passwords from your address. Try again in 15 minutes.",
            await guesser.Page.Locator("#fault").InnerTextAsync(),
            StringComparison.Ordinal);
        Assert.All(guesser.TakeErrors(), error => Assert.Matches("401|429", error));

        await using var admin = await dashboard.OpenAsAdminAsync();
        Assert.Equal("Applications", await admin.Page.Locator("h1").InnerTextAsync());
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Log out" }).ClickAsync();
        await admin.Page.WaitForPageAsync("/login$");
        await admin.Page.GotoAsync("/dashboard/settings");
        Assert.Contains("/login", admin.Page.Url, StringComparison.Ordinal);
        Assert.Empty(admin.Errors);
    }

    [Fact]
    public async Task An_admin_chooses_days_exports_and_opens_a_run_by_its_link()
    {
        await using var browser = await dashboard.OpenAsAdminAsync();
        var page = browser.Page;
        await page.GotoAsync("/dashboard/runs?repo=all");
        await page.GetByRole(AriaRole.Link, new() { Name = "7 days" }).ClickAsync();
        await page.WaitForPageAsync("days=7");
        Assert.Equal("7 days", await page.Locator("nav[aria-label=Days] [aria-current]").InnerTextAsync());

        await page.GetByRole(AriaRole.Link, new() { Name = "Log", Exact = true }).ClickAsync();
        await page.WaitForPageAsync(@"/log\?");
        var download =
            await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Export CSV" }).ClickAsync());
        var lines = await File.ReadAllLinesAsync(await download.PathAsync());
        Assert.Contains("execution_id", lines[0], StringComparison.Ordinal);
        // 81 runs and a header. An error text may contain line breaks.
        Assert.InRange(lines.Length, 82, 200);

        await page.GetByRole(AriaRole.Link, new() { Name = "Open" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Link to this run" }).ClickAsync();
        await page.WaitForPageAsync(@"/runs/run\?id=");
        Assert.True(await page.Locator(".steps li").CountAsync() > 0);
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task An_admin_revokes_approves_and_deletes_an_instance()
    {
        using var client = dashboard.Platform.CreateClient();
        using var instance = new SignedInstance(client);
        await instance.RegisterAsync("Short Lived");
        await instance.ActivateAsync();
        await instance.SendSnapshotAsync();
        await Eventually.GetAsync(
            async () => (await dashboard.Platform.ReadAsync($"/api/v1/admin/instances/{instance.Id}")).ValueKind,
            kind => kind == System.Text.Json.JsonValueKind.Object,
            "the instance");
        await using var browser = await dashboard.OpenAsAdminAsync();
        var page = browser.Page;
        await page.GotoAsync($"/dashboard/instances/{instance.Id}");

        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await page.WaitForPageAsync("done=revoked$");
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, await instance.SendSnapshotAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await page.WaitForPageAsync("done=active$");
        Assert.Equal(System.Net.HttpStatusCode.Accepted, await instance.SendSnapshotAsync());
        await page.Locator("details.danger summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete this instance" }).ClickAsync();
        await page.WaitForPageAsync(@"/applications/short-lived\?deleted=");
        Assert.Contains("was deleted", await page.Locator("[role=status]").First.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task An_admin_replays_and_drops_a_refused_report()
    {
        using var client = dashboard.Platform.CreateClient();
        using var refused = await client.PostAsync("/collect", new StringContent("{\"os\":7}"));
        await using var browser = await dashboard.OpenAsAdminAsync();
        var page = browser.Page;
        await Eventually.GetAsync(
            async () =>
            {
                await page.GotoAsync("/dashboard/quarantine");
                return await page.Locator(".entries > li").CountAsync();
            },
            count => count >= 2,
            "two refused posts");

        var newest = page.Locator(".entries > li").First;
        await newest.GetByText("Replay…").ClickAsync();
        await newest.GetByRole(AriaRole.Button, new() { Name = "Replay this report" }).ClickAsync();
        await page.WaitForPageAsync("kept=1");
        Assert.Contains("1 stays in quarantine", await page.Locator("[role=status]").First.InnerTextAsync(), StringComparison.Ordinal);
        newest = page.Locator(".entries > li").First;
        await newest.GetByText("Drop…").ClickAsync();
        await newest.GetByRole(AriaRole.Button, new() { Name = "Drop this report" }).ClickAsync();
        await page.WaitForPageAsync("dropped=1$");
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task Public_pages_show_sums_without_ids_logs_and_counts_below_five()
    {
        await using var browser = await Browser.OpenAsync(Gateway);
        var page = browser.Page;

        foreach (var path in new[]
        {
            "/dashboard", "/dashboard/applications/harbour-notes", "/dashboard/applications/harbour-notes?metric=users_count&period=7d",
            "/dashboard/runs?repo=all", "/dashboard/starts", "/privacy",
        })
        {
            Assert.Empty(await PageCheck.ErrorsAsync(browser, path));
            var text = await page.ContentAsync();
            Assert.DoesNotContain("Log out", text, StringComparison.Ordinal);
            Assert.DoesNotContain("/dashboard/instances/", text, StringComparison.Ordinal);
            Assert.DoesNotContain("/dashboard/runs/log", text, StringComparison.Ordinal);
        }

        await page.GotoAsync("/dashboard/runs?repo=all");
        Assert.Equal(
            "< 5", await page.Locator("tr", new() { HasText = "window.hostile" }).First.Locator("td.number").First.InnerTextAsync());
        await page.GotoAsync("/dashboard/quarantine");
        Assert.Contains("/login?returnUrl=%2Fdashboard%2Fquarantine", page.Url, StringComparison.Ordinal);
        await page.GotoAsync("/dashboard/runs?days=7");
        await page.GetByRole(AriaRole.Link, new() { Name = "Log in" }).ClickAsync();
        await page.GetByLabel("Admin password").FillAsync(Platform.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Log in" }).ClickAsync();
        await page.WaitForPageAsync(@"/dashboard/runs\?days=7$");
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task A_slow_page_shows_a_loading_notice_after_300_ms()
    {
        await using var browser = await dashboard.OpenAsAdminAsync();
        var page = browser.Page;
        var announced = new TaskCompletionSource();
        await page.ExposeFunctionAsync("announced", announced.SetResult);
        await page.GotoAsync("/dashboard/runs");
        await page.RouteAsync("**/dashboard/starts", async route =>
        {
            await announced.Task;
            await route.ContinueAsync();
        });

        // The page stores the time in sessionStorage, because a test cannot run scripts in a page during navigation.
        var hidden = await page.EvaluateAsync<bool>(
            """
            () => {
              const begun = performance.now();
              new MutationObserver(() => {
                if (loading.hidden)
                  return;
                sessionStorage.setItem('announced', performance.now() - begun);
                announced();
              }).observe(loading, { attributes: true, attributeFilter: ['hidden'] });
              document.querySelector('a[href="/dashboard/starts"]').click();
              return loading.hidden;
            }
            """);
        await page.WaitForPageAsync("/dashboard/starts$");

        Assert.True(hidden);
        // The notice is shown after 300 ms; a busy machine may take longer.
        Assert.InRange(await page.EvaluateAsync<double>("() => Number(sessionStorage.getItem('announced'))"), 290, double.MaxValue);
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task All_controls_can_be_reached_by_keyboard()
    {
        await using var browser = await dashboard.OpenAsAdminAsync();
        var page = browser.Page;
        await page.GotoAsync("/dashboard/runs?repo=all");

        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to the content", await page.EvaluateAsync<string>("() => document.activeElement.textContent"));
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("main", await page.EvaluateAsync<string>("() => document.activeElement.id"));
        var reached = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 40; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            reached.Add(await page.EvaluateAsync<string>("() => document.activeElement.className + document.activeElement.tagName"));
        }

        Assert.Superset(
            new HashSet<string>(["A", "SELECT", "BUTTON", "plain as-table-button needs-scriptBUTTON"], StringComparer.Ordinal), reached);
        Assert.Empty(browser.Errors);
    }

    // The hostile name as each page shows it. Some fields are truncated to 64 characters.
    private async Task<Dictionary<string, string>> HostileNamesAsync(IPage page)
    {
        var links = await page.Locator("a[href^='/dashboard/applications/']").EvaluateAllAsync<string[]>(
            "links => links.filter(link => link.textContent.includes('onerror')).map(link => link.getAttribute('href'))");
        var cut = Hostile[..64].Trim();
        return new()
        {
            ["/dashboard"] = Hostile,
            [links[0]] = Hostile,
            [$"{links[0]}/settings"] = Hostile,
            [$"/dashboard/instances/{dashboard.Instance}"] = Hostile,
            ["/dashboard/runs?repo=all"] = cut,
            ["/dashboard/runs/failures?repo=all"] = cut,
            ["/dashboard/runs/log?repo=all&q=script"] = cut,
            ["/dashboard/runs/run?id=hostile"] = cut,
            ["/dashboard/starts"] = Hostile,
            ["/dashboard/quarantine"] = "window.hostile=1",
            ["/dashboard/settings"] = Hostile,
        };
    }

    private static async Task TryAsync(IPage page, string password)
    {
        await page.GetByLabel("Admin password").FillAsync(password);
        await page.RunAndWaitForDocumentAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Log in" }).ClickAsync());
    }
}
