using System.Net.Http.Headers;

namespace Telemetry.Tests.Dashboard;

public sealed class EveryPageTests(DashboardFixture dashboard) : DashboardTest(dashboard), IClassFixture<DashboardFixture>
{
    public static TheoryData<string> Paths =>
    [
        "/dashboard",
        "/dashboard?q=none",
        "/dashboard?p=9",
        $"/dashboard/applications/{Sample.Slug}",
        $"/dashboard/applications/{Sample.Slug}?after=place&sort=-metric&by=users_count&q=x",
        $"/dashboard/applications/{Sample.Slug}?deleted={Sample.Id}",
        $"/dashboard/applications/{Sample.Slug}?metric=users_count",
        $"/dashboard/applications/{Sample.Slug}?metric=none&period=all",
        $"/dashboard/applications/{Sample.Slug}/settings",
        $"/dashboard/instances/{Sample.Id}",
        $"/dashboard/instances/{Sample.Id}?done=active",
        "/dashboard/instances/none",
        "/dashboard/runs",
        "/dashboard/runs?days=1",
        "/dashboard/runs/failures?closed=1",
        "/dashboard/runs/log",
        "/dashboard/runs/log?open=r1&q=x",
        "/dashboard/runs/log?p=9",
        "/dashboard/runs/run?id=r1",
        "/dashboard/starts",
        "/dashboard/starts?days=1",
        "/dashboard/alerts",
        "/dashboard/alerts?ended=1.a&log=2",
        "/dashboard/alerts?done=test",
        "/dashboard/alerts/rules",
        "/dashboard/alerts/rules?saved=silence",
        "/dashboard/quarantine",
        "/dashboard/quarantine?accepted=1&kept=2&why=x",
        "/dashboard/quarantine?dropped=1",
        "/dashboard/quarantine?kind=run&p=9",
        "/dashboard/settings",
        "/dashboard/none",
    ];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Every_page_requires_the_admin(string path)
    {
        AddAll();
        using var wrong = new HttpRequestMessage(HttpMethod.Get, path);
        wrong.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "wrong");

        using var response = await Stranger.GetAsync(path);
        using var wrongResponse = await Stranger.SendAsync(wrong);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, wrongResponse.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
        Assert.Empty(Services.Requests);
    }

    [Theory]
    [InlineData($"/dashboard/instances/{Sample.Id}?handler=approve")]
    [InlineData($"/dashboard/instances/{Sample.Id}?handler=revoke")]
    [InlineData($"/dashboard/instances/{Sample.Id}?handler=delete")]
    [InlineData($"/dashboard/applications/{Sample.Slug}/settings?handler=save")]
    [InlineData($"/dashboard/applications/{Sample.Slug}/settings?handler=stars")]
    [InlineData("/dashboard/quarantine?handler=replay&id=1")]
    [InlineData("/dashboard/quarantine?handler=drop&id=1")]
    [InlineData("/dashboard/quarantine?handler=replayAll")]
    [InlineData("/dashboard/quarantine?handler=dropAll")]
    [InlineData("/dashboard/alerts?handler=test")]
    [InlineData("/dashboard/alerts/rules?handler=save")]
    [InlineData("/dashboard/runs/failures?handler=cleanup")]
    public async Task Every_command_requires_the_admin(string command)
    {
        AddAll();

        using var response = await PostFormAsync(Stranger, command, ("reason", "x"));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Empty(Services.Requests);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Every_page_is_accessible_and_has_no_inline_content_and_no_cookie(string path)
    {
        AddAll();

        using var response = await Admin.GetAsync(path);
        var page = await ReadPageAsync(response);

        InertPage.Check(page);
        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.Equal("en", page.DocumentElement.GetAttribute("lang"));
        Assert.NotEmpty(page.Title!);
        Assert.Single(page.QuerySelectorAll("h1"));
        Assert.Single(page.QuerySelectorAll("main#main"));
        Assert.Equal("#main", page.QuerySelector("body > a")!.GetAttribute("href"));
        Assert.All(page.QuerySelectorAll("nav"), nav => Assert.NotEmpty(nav.GetAttribute("aria-label")!));
        Assert.All(
            page.QuerySelectorAll("input:not([type=hidden]), select"),
            input => Assert.NotNull(page.QuerySelector($"label[for={input.Id}]")));
        Assert.All(page.QuerySelectorAll(".scroll"), box => Assert.Equal("0", box.GetAttribute("tabindex")));
        Assert.Equal(page.QuerySelectorAll("[id]").Length, page.QuerySelectorAll("[id]").Select(element => element.Id).Distinct().Count());
        foreach (var name in page.QuerySelectorAll("[aria-labelledby], [aria-describedby]")
            .Select(element => element.GetAttribute("aria-labelledby") ?? element.GetAttribute("aria-describedby")))
            Assert.NotNull(page.GetElementById(name!));
    }

    [Fact]
    public async Task Every_page_has_a_button_to_log_out()
    {
        var page = await GetPageAsync("/dashboard");

        var form = page.QuerySelector("form[action='/logout']")!;
        Assert.Equal("post", form.GetAttribute("method"));
        Assert.Equal("Log out", TextOf(form.QuerySelector("button")!));
    }

    [Theory]
    [InlineData("/assets/site.css", "text/css")]
    [InlineData("/assets/theme.js", "text/javascript")]
    [InlineData("/assets/site.js", "text/javascript")]
    [InlineData("/assets/charts.js", "text/javascript")]
    [InlineData("/assets/lib/chart.umd.min.js", "text/javascript")]
    public async Task Assets_are_public_and_cached_for_a_year(string file, string type)
    {
        AddAll();
        var page = await GetPageAsync($"/dashboard/applications/{Sample.Slug}?metric=users_count");
        var address = Assert.Single(
            page.QuerySelectorAll("link, script").Select(element => element.GetAttribute("href") ?? element.GetAttribute("src")!),
            address => address.StartsWith(file, StringComparison.Ordinal));

        using var response = await Stranger.GetAsync(address);

        Assert.StartsWith($"{file}?v=", address, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(TimeSpan.FromDays(365), response.Headers.CacheControl!.MaxAge);
    }

    [Fact]
    public async Task Licences_of_libraries_are_served_with_them()
    {
        Assert.Contains("MIT", await Stranger.GetStringAsync("/assets/lib/chart.LICENSE.md"), StringComparison.Ordinal);
        Assert.Contains("MIT", await Stranger.GetStringAsync("/assets/lib/color.LICENSE.md"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MISS", "Updated 12:00:00 UTC")]
    [InlineData("HIT", "Updated 12:00:00 UTC (cached)")]
    [InlineData("STALE", "Updated 12:00:00 UTC (cached)")]
    public async Task A_page_shows_the_time_of_its_data_and_whether_it_was_cached(string cache, string text)
    {
        Services.CacheState = cache;

        var page = await GetPageAsync("/dashboard");

        Assert.Equal(text, TextOf(page.QuerySelector("#freshness")!));
    }

    [Fact]
    public async Task Numbers_are_formatted_for_the_language_of_the_browser()
    {
        Services.Respond("overview", Sample.Overview(12_345_678, 1));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/dashboard");
        request.Headers.TryAddWithoutValidation("Accept-Language", "de-DE, en");

        using var response = await Admin.SendAsync(request);

        Assert.Contains("Instances=12.345.678", Cards(await ReadPageAsync(response)));
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task The_dashboard_is_healthy_without_its_services(string path)
    {
        Services.FailureStatus = 503;

        using var response = await Stranger.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private void AddAll()
    {
        Sample.AddApplication(Services, """{"users_count":1,"plan":"pro","sys_os":"linux"}""");
        Services.Respond("metrics/Wiki", Sample.Series("""{"users_count":[1,null,2.5]}"""));
        Services.NextCursor = "place";
        Services.Total = 120;
        SampleRuns.AddTo(Services);
        SampleStarts.AddTo(Services);
        SampleStarts.AddQuarantineTo(Services);
        SampleAlerts.AddTo(Services);
    }
}
