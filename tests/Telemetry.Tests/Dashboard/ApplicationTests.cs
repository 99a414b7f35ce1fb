using System.Net;
using AngleSharp.Dom;

namespace Telemetry.Tests.Dashboard;

public sealed class ApplicationTests : DashboardTest
{
    private const string Page = $"/dashboard/applications/{Recorded.Slug}";
    private const string OtherId = "1c7c2a60-3f0e-4c52-9d4d-5b3a5c0c7e22";

    [Fact]
    public async Task Has_a_card_per_business_metric()
    {
        SayApplication(metrics: """{"users_count":1234567.5,"members_count":12,"apples":0,"app_goroutines":9}""");

        var page = await GetPageAsync(Page);

        Assert.Equal(["apples=0", "members_count=12", "users_count=1,234,567.5"], Cards(page));
    }

    [Fact]
    public async Task A_new_metric_has_a_card_and_a_column_by_itself()
    {
        SayApplication(metrics: """{"users_count":1}""");
        var before = await GetPageAsync(Page);
        SayApplication(metrics: """{"users_count":1,"teapots":2}""");
        Services.Say("instances", $$"""[{{Recorded.Instance(metrics: """{"users_count":1,"teapots":2}""")}}]""");

        var after = await GetPageAsync(Page);

        Assert.Equal(["users_count=1"], Cards(before));
        Assert.Equal(["teapots=2", "users_count=1"], Cards(after));
        Assert.Equal(["teapots", "users_count"], Columns(after));
    }

    [Fact]
    public async Task System_metrics_are_apart_and_folded_away()
    {
        SayApplication(metrics:
            """{"sys_cpu_cores":1,"app_uptime_h":2,"cpu_percent":3,"memory_mb":4,"os":5,"arch":6,"go_version":7,"node_version":8,"application":9,"system":10}""");

        var page = await GetPageAsync(Page);

        var folded = page.QuerySelector("details.system")!;
        Assert.False(folded.HasAttribute("open"));
        Assert.Equal(
            ["app_uptime_h", "arch", "cpu_percent", "go_version", "memory_mb", "node_version", "os", "sys_cpu_cores"],
            folded.QuerySelectorAll("dt").Select(Words));
        Assert.Equal(["application=9", "system=10"], Cards(page));
    }

    [Fact]
    public async Task Many_metrics_do_not_bury_the_page()
    {
        var metrics = $"{{{string.Join(',', Enumerable.Range(0, 200).Select(i => $"\"made_up_{i:000}\":{i}"))}}}";
        SayApplication(metrics: metrics);
        Services.Say("instances", $"[{Recorded.Instance(metrics: metrics)}]");

        var page = await GetPageAsync(Page);

        Assert.Equal(48, Cards(page).Count);
        Assert.Equal("152 more metrics", Words(page.QuerySelector("details summary")!));
        Assert.Equal(152, page.QuerySelectorAll("details dt").Length);
        Assert.Equal(12, Columns(page).Count);
    }

    [Fact]
    public async Task A_metric_leads_to_its_values_over_time()
    {
        SayApplication(metrics: """{"users count":1}""");
        Services.Say("metrics/Wiki", Recorded.Series("""{"users count":[1,null,1234.5]}"""));

        var page = await GetPageAsync(Page);
        var link = page.QuerySelector(".card a")!.GetAttribute("href")!;
        var asked = await GetPageAsync(link);

        Assert.Equal($"{Page}?metric=users%20count#over-time", link);
        Assert.Null(page.QuerySelector("#over-time"));
        Assert.Equal(
            [["2026-05-02", "1"], ["2026-05-03", "–none"], ["2026-05-04", "1,234.5"]],
            asked.QuerySelectorAll("#over-time tbody tr").Select(row => row.Children.Select(Words).ToArray()));
        Assert.Equal([null, "1234.5"], asked.QuerySelectorAll("#over-time td").Skip(1).Select(cell => cell.GetAttribute("data-value")));
        Assert.Contains("GET /api/v1/admin/metrics/Wiki?period=30d&statistic=sum", Services.Asked);
    }

    [Theory]
    [InlineData("period=24h", "period=24h&statistic=sum", "24 hours", "Sum")]
    [InlineData("period=3m&statistic=median", "period=3m&statistic=median", "90 days", "Median")]
    [InlineData("period=all&statistic=p95", "period=all&statistic=p95", "All time", "p95")]
    [InlineData("period=nonsense&statistic=mode", "period=30d&statistic=sum", "30 days", "Sum")]
    public async Task Values_over_time_are_asked_for_by_period_and_statistic(string query, string asked, string period, string statistic)
    {
        SayApplication(metrics: """{"users_count":1}""");
        Services.Say("metrics/Wiki", Recorded.Series("{}"));

        var page = await GetPageAsync($"{Page}?metric=users_count&{query}");

        Assert.Contains($"GET /api/v1/admin/metrics/Wiki?{asked}", Services.Asked);
        Assert.StartsWith("No instance has sent users_count in this time.", Words(page.QuerySelector(".over-time .empty")!), StringComparison.Ordinal);
        Assert.Equal([period, statistic], page.QuerySelectorAll("#over-time .ranges a[aria-current]").Select(Words));
    }

    [Fact]
    public async Task Shows_instances_and_versions_by_day()
    {
        SayApplication();

        var page = await GetPageAsync($"{Page}?days=3m&metric=users_count");

        Assert.Contains("GET /api/v1/admin/applications/wiki/instances-over-time?period=3m", Services.Asked);
        Assert.Contains("GET /api/v1/admin/applications/wiki/versions?period=3m", Services.Asked);
        Assert.Equal([["2026-05-02", "4", "0"], ["2026-05-03", "4", "1"], ["2026-05-04", "5", "2"]], Points(page, "instances-by-day"));
        Assert.Equal([["2026-05-02", "0", "2"], ["2026-05-03", "0", "0"], ["2026-05-04", "1", "0"]], Points(page, "changes-by-day"));
        Assert.Equal(["Day", "1.2.0", "no version", "others"], page.QuerySelectorAll("figure[aria-labelledby=versions-by-day] thead th").Select(Words));
        Assert.Equal(
            [["2026-05-02", "0%", "100%", "0%"], ["2026-05-03", "75%", "25%", "0%"], ["2026-05-04", "80%", "0%", "20%"]],
            Points(page, "versions-by-day"));
        Assert.Equal([["1.2.0", "2026-05-03", "4", "0", "not yet", "80.5%"]], Rows(page, "releases"));
        // What else is looked at stays.
        Assert.Equal($"{Page}?metric=users_count&days=1y#days", page.QuerySelectorAll("#days .ranges a")[2].GetAttribute("href"));
    }

    [Fact]
    public async Task Days_without_an_active_instance_say_what_would_be_there()
    {
        SayApplication();
        Services.Say($"applications/{Recorded.Slug}/versions", """{"days":["2026-05-04"],"active":[0],"versions":[],"others":[0],"releases":[]}""");
        Services.Say(
            $"applications/{Recorded.Slug}/distributions",
            """{"active_instances":0,"os":[],"architecture":[],"deployment_mode":[],"environment":[]}""");

        var page = await GetPageAsync(Page);

        Assert.StartsWith("No instance was active in this time.", Words(page.QuerySelector("#days .empty")!), StringComparison.Ordinal);
        Assert.Null(page.GetElementById("releases"));
        Assert.Null(page.GetElementById("distributions"));
    }

    [Fact]
    public async Task Shows_on_what_the_active_instances_run()
    {
        SayApplication();

        var page = await GetPageAsync(Page);

        Assert.Equal([["amd64", "4", "80%", ""], ["arm64", "1", "20%", ""]], Rows(page, "architectures"));
        Assert.Equal([["not told", "5", "100%", ""]], Rows(page, "environments"));
        Assert.Equal("80", page.QuerySelector("section[aria-labelledby=architectures] svg.bar rect:not(.rest)")!.GetAttribute("width"));
    }

    [Fact]
    public async Task Shows_an_instance_per_row_with_its_business_metrics()
    {
        SayApplication(metrics: """{"users_count":7}""");
        Services.Say("instances", $$"""[{{Recorded.Instance(metrics: """{"users_count":7,"plan":"pro","sys_os":"linux"}""")}},{{Recorded.Instance(OtherId, "pending")}}]""");

        var page = await GetPageAsync(Page);

        Assert.Equal(
            [
                ["0b6b2a60", "active", "1.2.0", "docker", "production", "2 hours ago", "7"],
                ["1c7c2a60", "pending", "1.2.0", "docker", "production", "2 hours ago", "–none"],
            ],
            Rows(page, "instances"));
        Assert.Equal($"/dashboard/instances/{Recorded.Id}", page.QuerySelector("section[aria-labelledby=instances] tbody a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task Says_that_an_active_instance_fell_silent()
    {
        SayApplication();
        Services.Say("instances", $"[{Recorded.Instance(seen: "2026-04-04T11:59:59Z")},{Recorded.Instance(seen: "2026-04-04T12:00:01Z")}]");

        var page = await GetPageAsync(Page);

        Assert.Equal(["active, silent", "active"], Rows(page, "instances").Select(row => row[1]));
    }

    [Fact]
    public async Task Asks_for_the_part_of_the_instances_that_is_shown()
    {
        SayApplication();
        Services.Say("instances", $"[{Recorded.Instance()}]");
        (Services.Total, Services.Next) = (1_203, "next place");

        var page = await GetPageAsync($"{Page}?q=a%26b&status=revoked&after=place");

        Assert.Contains("GET /api/v1/admin/instances?app=Wiki&q=a%26b&status=revoked&sort=-last_seen&after=place&limit=50", Services.Asked);
        Assert.Equal("1,203 instances in all", page.QuerySelector(".pager p")!.Text());
        Assert.Equal($"{Page}?q=a%26b&status=revoked#instances", page.QuerySelector(".pager a[rel=first]")!.GetAttribute("href"));
        Assert.Equal($"{Page}?q=a%26b&status=revoked&after=next%20place#instances", page.QuerySelector(".pager a[rel=next]")!.GetAttribute("href"));
        Assert.Equal("revoked", page.QuerySelector("option[selected]")!.GetAttribute("value"));
        Assert.Equal("a&b", page.QuerySelector("input[name=q]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_place_that_is_none_leads_to_the_first_page()
    {
        SayApplication();
        Services.Refused = "after=";

        using var answer = await Admin.GetAsync($"{Page}?status=active&after=%22%3E");

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal($"{Page}?status=active#instances", answer.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("", "sort=-last_seen", "Last seen", "descending", "?sort=last_seen")]
    [InlineData("?sort=last_seen", "sort=last_seen", "Last seen", "ascending", "")]
    [InlineData("?sort=version", "sort=version", "Version", "ascending", "?sort=-version")]
    [InlineData("?sort=-metric&by=users_count", "sort=-metric&metric=users_count", "users_count", "descending", "?sort=metric&by=users_count")]
    [InlineData("?sort=metric", "sort=-last_seen", "Last seen", "descending", "?sort=last_seen")]
    [InlineData("?sort=nonsense", "sort=-last_seen", "Last seen", "descending", "?sort=last_seen")]
    public async Task Sorts_by_any_column(string query, string asked, string column, string direction, string next)
    {
        SayApplication(metrics: """{"users_count":7}""");
        Services.Say("instances", $$"""[{{Recorded.Instance(metrics: """{"users_count":7}""")}}]""");

        var page = await GetPageAsync($"{Page}{query}");

        Assert.Contains($"GET /api/v1/admin/instances?app=Wiki&{asked}&limit=50", Services.Asked);
        var sorted = Assert.Single(page.QuerySelectorAll("section[aria-labelledby=instances] th[aria-sort]"));
        Assert.Equal((column, direction), (Words(sorted), sorted.GetAttribute("aria-sort")));
        Assert.Equal($"{Page}{next}#instances", sorted.QuerySelector("a")!.GetAttribute("href"));
    }

    [Theory]
    [InlineData("%00a%0Ab%20", "ab")]
    [InlineData("%20%09", null)]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxyy",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    public async Task Asks_for_nothing_that_the_read_API_refuses(string search, string? asked)
    {
        SayApplication();

        await GetPageAsync($"{Page}?q={search}");

        Assert.Contains($"GET /api/v1/admin/instances?app=Wiki{(asked is null ? "" : $"&q={asked}")}&sort=-last_seen&limit=50", Services.Asked);
    }

    [Fact]
    public async Task Takes_no_status_that_there_is_not()
    {
        SayApplication();

        await GetPageAsync($"{Page}?status=%22%3E%3Cscript%3E");

        Assert.Contains("GET /api/v1/admin/instances?app=Wiki&sort=-last_seen&limit=50", Services.Asked);
    }

    [Theory]
    [InlineData("https://github.com/owner/repo", "https://github.com/owner/repo")]
    [InlineData("http://github.com/owner/repo", null)]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("//github.com", null)]
    [InlineData("", null)]
    public async Task Links_only_to_https(string github, string? link)
    {
        SayApplication(github: github);

        var page = await GetPageAsync(Page);

        Assert.Equal(link, page.QuerySelector(".facts-line a:not([href^='/dashboard'])")?.GetAttribute("href"));
    }

    [Theory]
    [InlineData("/dashboard/applications/unknown")]
    [InlineData("/dashboard/applications/Not%20A%20Slug")]
    [InlineData("/dashboard/applications/..%2f..%2fstats")]
    public async Task An_unknown_application_is_a_page_that_says_so(string path)
    {
        using var answer = await Admin.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("Not found", (await ReadPageAsync(answer)).QuerySelector("main h1")!.Text());
        Assert.DoesNotContain(Services.Asked, asked => asked.Contains("overview", StringComparison.Ordinal));
    }

    private static IReadOnlyList<string[]> Points(IDocument page, string chart) =>
        [.. page.QuerySelectorAll($"figure[aria-labelledby={chart}] tbody tr").Select(row => row.Children.Select(Words).ToArray())];

    private static IReadOnlyList<string> Columns(IDocument page) =>
        [.. page.QuerySelectorAll("section[aria-labelledby=instances] th.metric").Select(Words)];

    private void SayApplication(string metrics = "{}", string github = "")
    {
        Services.Say($"applications/{Recorded.Slug}", Recorded.Application(metrics: metrics, github: github));
        Recorded.SayDays(Services);
        Services.Total = 2;
    }
}
