using System.Net;
using System.Net.Http.Headers;

namespace Telemetry.Tests.Dashboard;

public sealed class EveryPageTests : DashboardTest
{
    public static TheoryData<string> Paths =>
    [
        "/dashboard", "/dashboard?q=none", "/dashboard?p=9", $"/dashboard/applications/{Recorded.Slug}",
        $"/dashboard/applications/{Recorded.Slug}?after=place&sort=-metric&by=users_count&q=x", $"/dashboard/applications/{Recorded.Slug}?deleted={Recorded.Id}", $"/dashboard/applications/{Recorded.Slug}?metric=users_count",
        $"/dashboard/applications/{Recorded.Slug}?metric=none&period=all",
        "/dashboard/runs", "/dashboard/runs?days=1", "/dashboard/runs/failures?closed=1", "/dashboard/runs/log", "/dashboard/runs/log?open=r1&q=x", "/dashboard/runs/log?p=9",
        "/dashboard/alerts", "/dashboard/alerts?ended=1.a&log=2", "/dashboard/alerts?done=test", "/dashboard/alerts/rules", "/dashboard/alerts/rules?saved=silence",
        "/dashboard/runs/run?id=r1", "/dashboard/starts", "/dashboard/starts?days=1", "/dashboard/settings", "/dashboard/quarantine", "/dashboard/quarantine?accepted=1&kept=2&why=x", "/dashboard/quarantine?dropped=1", "/dashboard/quarantine?kind=run&p=9", $"/dashboard/applications/{Recorded.Slug}/settings",
        $"/dashboard/instances/{Recorded.Id}", $"/dashboard/instances/{Recorded.Id}?done=active", "/dashboard/instances/none", "/dashboard/none",
    ];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Needs_the_admin(string path)
    {
        Say();
        using var wrong = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", "wrong") } };

        using var answer = await Stranger.GetAsync(path);
        using var wrongAnswer = await Stranger.SendAsync(wrong);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, wrongAnswer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
        Assert.Empty(Services.Asked);
    }

    [Theory]
    [InlineData("approve")]
    [InlineData("revoke")]
    [InlineData("delete")]
    public async Task Commands_need_the_admin(string command)
    {
        Say();

        using var answer = await Stranger.PostAsync($"/dashboard/instances/{Recorded.Id}?handler={command}", content: null);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Empty(Services.Asked);
    }

    [Theory]
    [InlineData("save")]
    [InlineData("stars")]
    public async Task Settings_need_the_admin(string handler)
    {
        Say();

        using var answer = await Stranger.PostAsync($"/dashboard/applications/{Recorded.Slug}/settings?handler={handler}", content: null);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Empty(Services.Asked);
    }

    [Theory]
    [InlineData("replay&id=1")]
    [InlineData("drop&id=1")]
    [InlineData("replayAll")]
    [InlineData("dropAll")]
    public async Task The_quarantine_needs_the_admin(string handler)
    {
        Say();

        using var answer = await Stranger.PostAsync($"/dashboard/quarantine?handler={handler}", new FormUrlEncodedContent([new("reason", "x")]));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Empty(Services.Asked);
    }

    [Theory]
    [InlineData("/dashboard/alerts?handler=test")]
    [InlineData("/dashboard/alerts/rules?handler=save")]
    public async Task Alerts_need_the_admin(string command)
    {
        Say();

        using var answer = await Stranger.PostAsync(command, content: null);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Empty(Services.Asked);
    }

    [Fact]
    public async Task Closing_stuck_runs_needs_the_admin()
    {
        Say();

        using var answer = await Stranger.PostAsync("/dashboard/runs/failures?handler=cleanup", content: null);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Empty(Services.Asked);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Has_nothing_inline_and_sets_no_cookie(string path)
    {
        Say();

        using var answer = await Admin.GetAsync(path);
        var page = await ReadPageAsync(answer);

        InertPage.Check(page);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Can_be_used_by_keyboard_and_screen_reader(string path)
    {
        Say();

        var page = await GetPageAsync(path);

        Assert.Equal("en", page.DocumentElement.GetAttribute("lang"));
        Assert.NotEmpty(page.Title!);
        Assert.Single(page.QuerySelectorAll("h1"));
        Assert.Single(page.QuerySelectorAll("main#main"));
        Assert.Equal("#main", page.QuerySelector("body > a")!.GetAttribute("href"));
        Assert.All(page.QuerySelectorAll("nav"), nav => Assert.NotEmpty(nav.GetAttribute("aria-label")!));
        Assert.All(page.QuerySelectorAll("input:not([type=hidden]), select"), input => Assert.NotNull(page.QuerySelector($"label[for={input.Id}]")));
        Assert.All(page.QuerySelectorAll(".scroll"), box => Assert.Equal("0", box.GetAttribute("tabindex")));
        Assert.Equal(page.QuerySelectorAll("[id]").Length, page.QuerySelectorAll("[id]").Select(element => element.Id).Distinct().Count());
        foreach (var name in page.QuerySelectorAll("[aria-labelledby], [aria-describedby]")
            .Select(element => element.GetAttribute("aria-labelledby") ?? element.GetAttribute("aria-describedby")))
            Assert.NotNull(page.GetElementById(name!));
    }

    [Fact]
    public async Task Has_a_button_to_log_out()
    {
        var page = await GetPageAsync("/dashboard");

        var form = page.QuerySelector("form[action='/logout']")!;
        Assert.Equal("post", form.GetAttribute("method"));
        Assert.Equal("Log out", Words(form.QuerySelector("button")!));
    }

    [Theory]
    [InlineData("/assets/site.css", "text/css")]
    [InlineData("/assets/theme.js", "text/javascript")]
    [InlineData("/assets/site.js", "text/javascript")]
    [InlineData("/assets/charts.js", "text/javascript")]
    [InlineData("/assets/lib/chart.umd.min.js", "text/javascript")]
    public async Task What_pages_load_is_public_and_kept(string file, string type)
    {
        Say();
        var page = await GetPageAsync($"/dashboard/applications/{Recorded.Slug}?metric=users_count");
        var address = Assert.Single(
            page.QuerySelectorAll("link, script").Select(element => element.GetAttribute("href") ?? element.GetAttribute("src")!),
            address => address.StartsWith(file, StringComparison.Ordinal));

        using var answer = await Stranger.GetAsync(address);

        Assert.StartsWith($"{file}?v=", address, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(TimeSpan.FromDays(365), answer.Headers.CacheControl!.MaxAge);
    }

    [Fact]
    public async Task The_licences_of_what_is_not_ours_are_beside_it()
    {
        Assert.Contains("MIT", await Stranger.GetStringAsync("/assets/lib/chart.LICENSE.md"), StringComparison.Ordinal);
        Assert.Contains("MIT", await Stranger.GetStringAsync("/assets/lib/color.LICENSE.md"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MISS", "Updated 12:00:00 UTC")]
    [InlineData("HIT", "Updated 12:00:00 UTC (cached)")]
    [InlineData("STALE", "Updated 12:00:00 UTC (cached)")]
    public async Task Says_when_its_data_was_asked_for_and_whether_it_was_computed_before(string cache, string words)
    {
        Services.Cache = cache;

        var page = await GetPageAsync("/dashboard");

        Assert.Equal(words, Words(page.QuerySelector("#freshness")!));
    }

    [Theory]
    [InlineData(null, "12,345,678")]
    [InlineData("en-US", "12,345,678")]
    [InlineData("en;q=0.1, de-DE;q=0.9", "12.345.678")]
    [InlineData("fr-FR, en", "12\u202F345\u202F678")]
    [InlineData("sv", "12\u00A0345\u00A0678")]
    [InlineData("de-CH", "12’345’678")]
    [InlineData("en-IN", "1,23,45,678")]
    [InlineData("*, <script>", "12,345,678")]
    public async Task Numbers_are_written_as_the_reader_writes_them(string? language, string shown)
    {
        Services.Say("overview", Recorded.Overview(12_345_678, 1));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/dashboard");
        if (language is not null)
            request.Headers.TryAddWithoutValidation("Accept-Language", language);
        request.Headers.Authorization = Admin.DefaultRequestHeaders.Authorization;

        using var answer = await Admin.SendAsync(request);

        Assert.Contains($"Instances={shown}", Cards(await ReadPageAsync(answer)));
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Is_healthy_without_the_services_behind_it(string path)
    {
        Services.Failure = 503;

        using var answer = await Stranger.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private void Say()
    {
        const string metrics = """{"users_count":1,"plan":"pro","sys_os":"linux"}""";
        var instance = Recorded.Instance(metrics: metrics, snapshots: $"[{Recorded.Snapshot(metrics)}]");
        var application = Recorded.Application(metrics: metrics, versions: """[{"version":"1","count":1}]""");
        Services.Say("overview", Recorded.Overview(1, 1, Recorded.Line()));
        Recorded.SayDays(Services);
        Services.Say("applications", $"[{application}]");
        Services.Say($"applications/{Recorded.Slug}", application);
        Services.Say("metrics/Wiki", Recorded.Series("""{"users_count":[1,null,2.5]}"""));
        Services.Say("instances", $"[{instance}]");
        Services.Say($"instances/{Recorded.Id}", instance);
        Services.Say($"instances/{Recorded.Id}/timeline", Recorded.Timeline());
        Services.Next = "place";
        Services.Total = 120;
        RecordedRuns.Say(Services);
        RecordedStarts.Say(Services);
        RecordedStarts.SayQuarantine(Services);
        RecordedAlerts.Say(Services);
    }
}
