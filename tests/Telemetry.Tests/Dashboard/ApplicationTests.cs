using AngleSharp.Dom;
using Telemetry.Contracts.Reads;

namespace Telemetry.Tests.Dashboard;

public sealed class ApplicationTests(DashboardFixture dashboard) : DashboardTest(dashboard), IClassFixture<DashboardFixture>
{
    private const string Page = $"/dashboard/applications/{Sample.Slug}";
    private const string OtherId = "1c7c2a60-3f0e-4c52-9d4d-5b3a5c0c7e22";

    [Fact]
    public async Task The_application_page_has_a_card_for_each_business_metric()
    {
        AddApplication(metrics: """{"users_count":1234567.5,"members_count":12,"apples":0,"app_goroutines":9}""");

        var page = await GetPageAsync(Page);

        Assert.Equal(["apples=0", "members_count=12", "users_count=1,234,567.5"], Cards(page));
    }

    [Fact]
    public async Task A_new_metric_gets_a_card_and_a_column()
    {
        AddApplication(metrics: """{"users_count":1}""");
        var before = await GetPageAsync(Page);
        AddApplication(metrics: """{"users_count":1,"teapots":2}""");
        Services.Respond("instances", new[] { Sample.Instance(metrics: """{"users_count":1,"teapots":2}""") });

        var after = await GetPageAsync(Page);

        Assert.Equal(["users_count=1"], Cards(before));
        Assert.Equal(["teapots=2", "users_count=1"], Cards(after));
        Assert.Equal(["teapots", "users_count"], Columns(after));
    }

    [Fact]
    public async Task System_metrics_are_in_a_closed_details_element()
    {
        AddApplication(metrics:
            """
            {"sys_cpu_cores":1,"app_uptime_h":2,"cpu_percent":3,"memory_mb":4,"os":5,"arch":6,"go_version":7,"node_version":8,
             "application":9,"system":10}
            """);

        var page = await GetPageAsync(Page);

        var folded = page.QuerySelector("details.system")!;
        Assert.False(folded.HasAttribute("open"));
        Assert.Equal(
            ["app_uptime_h", "arch", "cpu_percent", "go_version", "memory_mb", "node_version", "os", "sys_cpu_cores"],
            folded.QuerySelectorAll("dt").Select(TextOf));
        Assert.Equal(["application=9", "system=10"], Cards(page));
    }

    [Fact]
    public async Task Cards_and_metric_columns_have_a_maximum()
    {
        var metrics = $"{{{string.Join(',', Enumerable.Range(0, 200).Select(i => $"\"made_up_{i:000}\":{i}"))}}}";
        AddApplication(metrics: metrics);
        Services.Respond("instances", new[] { Sample.Instance(metrics: metrics) });

        var page = await GetPageAsync(Page);

        Assert.Equal(48, Cards(page).Count);
        Assert.Equal("152 more metrics", TextOf(page.QuerySelector("details summary")!));
        Assert.Equal(152, page.QuerySelectorAll("details dt").Length);
        Assert.Equal(12, Columns(page).Count);
    }

    [Fact]
    public async Task A_metric_card_links_to_its_values_over_time()
    {
        AddApplication(metrics: """{"users count":1}""");
        Services.Respond("metrics/Wiki", Sample.Series("""{"users count":[1,null,1234.5]}"""));

        var page = await GetPageAsync(Page);
        var link = page.QuerySelector(".card a")!.GetAttribute("href")!;
        var chart = await GetPageAsync(link);

        Assert.Equal($"{Page}?metric=users%20count#over-time", link);
        Assert.Null(page.QuerySelector("#over-time"));
        Assert.Equal(
            [["2026-05-02", "1"], ["2026-05-03", "–none"], ["2026-05-04", "1,234.5"]],
            chart.QuerySelectorAll("#over-time tbody tr").Select(row => row.Children.Select(TextOf).ToArray()));
        Assert.Equal([null, "1234.5"], chart.QuerySelectorAll("#over-time td").Skip(1).Select(cell => cell.GetAttribute("data-value")));
        Assert.Contains("GET /api/v1/admin/metrics/Wiki?period=30d&statistic=sum", Services.Requests);
    }

    [Theory]
    [InlineData("period=24h", "period=24h&statistic=sum", "24 hours", "Sum")]
    [InlineData("period=3m&statistic=median", "period=3m&statistic=median", "90 days", "Median")]
    [InlineData("period=all&statistic=p95", "period=all&statistic=p95", "All time", "p95")]
    [InlineData("period=nonsense&statistic=mode", "period=30d&statistic=sum", "30 days", "Sum")]
    public async Task Values_over_time_are_requested_by_period_and_statistic(string query, string expected, string period, string statistic)
    {
        AddApplication(metrics: """{"users_count":1}""");
        Services.Respond("metrics/Wiki", Sample.Series("{}"));

        var page = await GetPageAsync($"{Page}?metric=users_count&{query}");

        Assert.Contains($"GET /api/v1/admin/metrics/Wiki?{expected}", Services.Requests);
        Assert.StartsWith(
            "No instance has sent users_count in this time.", TextOf(page.QuerySelector(".over-time .empty")!), StringComparison.Ordinal);
        Assert.Equal([period, statistic], page.QuerySelectorAll("#over-time .ranges a[aria-current]").Select(TextOf));
    }

    [Fact]
    public async Task The_application_page_shows_instances_and_versions_by_day()
    {
        AddApplication();

        var page = await GetPageAsync($"{Page}?days=3m&metric=users_count");

        Assert.Contains("GET /api/v1/admin/applications/wiki/instances-over-time?period=3m", Services.Requests);
        Assert.Contains("GET /api/v1/admin/applications/wiki/versions?period=3m", Services.Requests);
        Assert.Equal([["2026-05-02", "4", "0"], ["2026-05-03", "4", "1"], ["2026-05-04", "5", "2"]], ChartRows(page, "instances-by-day"));
        Assert.Equal([["2026-05-02", "0", "2"], ["2026-05-03", "0", "0"], ["2026-05-04", "1", "0"]], ChartRows(page, "changes-by-day"));
        Assert.Equal(
            ["Day", "1.2.0", "no version", "others"],
            page.QuerySelectorAll("figure[aria-labelledby=versions-by-day] thead th").Select(TextOf));
        Assert.Equal(
            [["2026-05-02", "0%", "100%", "0%"], ["2026-05-03", "75%", "25%", "0%"], ["2026-05-04", "80%", "0%", "20%"]],
            ChartRows(page, "versions-by-day"));
        Assert.Equal([["1.2.0", "2026-05-03", "4", "0", "not yet", "80.5%"]], Rows(page, "releases"));
        // The link keeps the other parameters.
        Assert.Equal($"{Page}?metric=users_count&days=1y#days", page.QuerySelectorAll("#days .ranges a")[2].GetAttribute("href"));
    }

    [Fact]
    public async Task Days_without_an_active_instance_show_an_empty_state()
    {
        AddApplication();
        Services.Respond($"applications/{Sample.Slug}/versions", new VersionsOverTime([Sample.Day("2026-05-04")], [0], [], [0], []));
        Services.Respond($"applications/{Sample.Slug}/distributions", new Distributions(0, [], [], [], []));

        var page = await GetPageAsync(Page);

        Assert.StartsWith("No instance was active in this time.", TextOf(page.QuerySelector("#days .empty")!), StringComparison.Ordinal);
        Assert.Null(page.GetElementById("releases"));
        Assert.Null(page.GetElementById("distributions"));
    }

    [Fact]
    public async Task The_application_page_shows_the_platforms_of_the_active_instances()
    {
        AddApplication();

        var page = await GetPageAsync(Page);

        Assert.Equal([["amd64", "4", "80%", ""], ["arm64", "1", "20%", ""]], Rows(page, "architectures"));
        Assert.Equal([["not told", "5", "100%", ""]], Rows(page, "environments"));
        Assert.Equal("80", page.QuerySelector("section[aria-labelledby=architectures] svg.bar rect:not(.rest)")!.GetAttribute("width"));
    }

    [Fact]
    public async Task The_instance_table_has_a_row_with_business_metrics_for_each_instance()
    {
        AddApplication(metrics: """{"users_count":7}""");
        Services.Respond("instances", new[]
        {
            Sample.Instance(metrics: """{"users_count":7,"plan":"pro","sys_os":"linux"}"""), Sample.Instance(OtherId, "pending"),
        });

        var page = await GetPageAsync(Page);

        Assert.Equal(
            [
                ["0b6b2a60", "active", "1.2.0", "docker", "production", "2 hours ago", "7"],
                ["1c7c2a60", "pending", "1.2.0", "docker", "production", "2 hours ago", "–none"],
            ],
            Rows(page, "instances"));
        Assert.Equal(
            $"/dashboard/instances/{Sample.Id}", page.QuerySelector("section[aria-labelledby=instances] tbody a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task An_active_instance_without_recent_reports_is_shown_as_silent()
    {
        AddApplication();
        Services.Respond(
            "instances", new[] { Sample.Instance(seen: "2026-04-04T11:59:59Z"), Sample.Instance(seen: "2026-04-04T12:00:01Z") });

        var page = await GetPageAsync(Page);

        Assert.Equal(["active, silent", "active"], Rows(page, "instances").Select(row => row[1]));
    }

    [Fact]
    public async Task Only_the_shown_page_of_instances_is_requested()
    {
        AddApplication();
        Services.Respond("instances", new[] { Sample.Instance() });
        (Services.Total, Services.NextCursor) = (1_203, "next cursor");

        var page = await GetPageAsync($"{Page}?q=a%26b&status=revoked&after=place");

        Assert.Contains(
            "GET /api/v1/admin/instances?app=Wiki&q=a%26b&status=revoked&sort=-last_seen&after=place&limit=50", Services.Requests);
        Assert.Equal("1,203 instances in all", page.QuerySelector(".pager p")!.Text());
        Assert.Equal($"{Page}?q=a%26b&status=revoked#instances", page.QuerySelector(".pager a[rel=first]")!.GetAttribute("href"));
        Assert.Equal(
            $"{Page}?q=a%26b&status=revoked&after=next%20cursor#instances", page.QuerySelector(".pager a[rel=next]")!.GetAttribute("href"));
        Assert.Equal("revoked", page.QuerySelector("option[selected]")!.GetAttribute("value"));
        Assert.Equal("a&b", page.QuerySelector("input[name=q]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task An_invalid_cursor_redirects_to_the_first_page()
    {
        AddApplication();
        Services.InvalidQuery = "after=";

        using var response = await Admin.GetAsync($"{Page}?status=active&after=%22%3E");

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal($"{Page}?status=active#instances", response.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("", "sort=-last_seen", "Last seen", "descending", "?sort=last_seen")]
    [InlineData("?sort=last_seen", "sort=last_seen", "Last seen", "ascending", "")]
    [InlineData("?sort=version", "sort=version", "Version", "ascending", "?sort=-version")]
    [InlineData(
        "?sort=-metric&by=users_count", "sort=-metric&metric=users_count", "users_count", "descending", "?sort=metric&by=users_count")]
    [InlineData("?sort=metric", "sort=-last_seen", "Last seen", "descending", "?sort=last_seen")]
    [InlineData("?sort=nonsense", "sort=-last_seen", "Last seen", "descending", "?sort=last_seen")]
    public async Task Instances_can_be_sorted_by_any_column(string query, string expected, string column, string direction, string next)
    {
        AddApplication(metrics: """{"users_count":7}""");
        Services.Respond("instances", new[] { Sample.Instance(metrics: """{"users_count":7}""") });

        var page = await GetPageAsync($"{Page}{query}");

        Assert.Contains($"GET /api/v1/admin/instances?app=Wiki&{expected}&limit=50", Services.Requests);
        var sorted = Assert.Single(page.QuerySelectorAll("section[aria-labelledby=instances] th[aria-sort]"));
        Assert.Equal((column, direction), (TextOf(sorted), sorted.GetAttribute("aria-sort")));
        Assert.Equal($"{Page}{next}#instances", sorted.QuerySelector("a")!.GetAttribute("href"));
    }

    [Theory]
    [InlineData("%00a%0Ab%20", "ab")]
    [InlineData("%20%09", null)]
    public async Task Control_characters_are_removed_from_the_search(string search, string? expected)
    {
        AddApplication();

        await GetPageAsync($"{Page}?q={search}");

        var filter = expected is null ? "" : $"&q={expected}";
        Assert.Contains($"GET /api/v1/admin/instances?app=Wiki{filter}&sort=-last_seen&limit=50", Services.Requests);
    }

    [Fact]
    public async Task An_unknown_status_is_ignored()
    {
        AddApplication();

        await GetPageAsync($"{Page}?status=%22%3E%3Cscript%3E");

        Assert.Contains("GET /api/v1/admin/instances?app=Wiki&sort=-last_seen&limit=50", Services.Requests);
    }

    [Theory]
    [InlineData("https://github.com/owner/repo", "https://github.com/owner/repo")]
    [InlineData("javascript:alert(1)", null)]
    public async Task Only_https_addresses_are_linked(string github, string? link)
    {
        AddApplication(github: github);

        var page = await GetPageAsync(Page);

        Assert.Equal(link, page.QuerySelector(".facts-line a:not([href^='/dashboard'])")?.GetAttribute("href"));
    }

    [Theory]
    [InlineData("/dashboard/applications/unknown")]
    [InlineData("/dashboard/applications/Not%20A%20Slug")]
    [InlineData("/dashboard/applications/..%2f..%2fstats")]
    public async Task An_unknown_application_shows_a_404_page(string path)
    {
        using var response = await Admin.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("Not found", (await ReadPageAsync(response)).QuerySelector("main h1")!.Text());
        Assert.DoesNotContain(Services.Requests, request => request.Contains("overview", StringComparison.Ordinal));
    }

    private static IReadOnlyList<string> Columns(IDocument page) =>
        [.. page.QuerySelectorAll("section[aria-labelledby=instances] th.metric").Select(TextOf)];

    private void AddApplication(string metrics = "{}", string? github = null)
    {
        Services.Respond($"applications/{Sample.Slug}", Sample.Application(metrics: metrics, github: github));
        Sample.AddDays(Services);
        Services.Total = 2;
    }
}
