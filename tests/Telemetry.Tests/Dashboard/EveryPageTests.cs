using System.Net;
using System.Net.Http.Headers;

namespace Telemetry.Tests.Dashboard;

public sealed class EveryPageTests : DashboardTest
{
    public static TheoryData<string> Paths =>
    [
        "/dashboard", "/dashboard?q=none", "/dashboard?p=9", $"/dashboard/applications/{Recorded.Slug}",
        $"/dashboard/applications/{Recorded.Slug}?p=9", $"/dashboard/applications/{Recorded.Slug}?deleted={Recorded.Id}",
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
        Assert.All(page.QuerySelectorAll("input, select"), input => Assert.NotNull(page.QuerySelector($"label[for={input.Id}]")));
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

    [Fact]
    public async Task The_style_sheet_is_public_and_kept()
    {
        var page = await GetPageAsync("/dashboard");
        var address = page.QuerySelector("link[rel=stylesheet]")!.GetAttribute("href")!;

        using var answer = await Stranger.GetAsync(address);

        Assert.StartsWith("/assets/site.css?v=", address, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/css", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(TimeSpan.FromDays(365), answer.Headers.CacheControl!.MaxAge);
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
        Services.Say("applications", $"[{application}]");
        Services.Say($"applications/{Recorded.Slug}", application);
        Services.Say("instances", $"[{instance}]");
        Services.Say($"instances/{Recorded.Id}", instance);
        Services.Total = 120;
    }
}
