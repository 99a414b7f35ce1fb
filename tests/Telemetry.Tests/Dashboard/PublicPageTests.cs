using System.Net;

namespace Telemetry.Tests.Dashboard;

/// <summary>PUBLIC_DASHBOARD: everybody sees the sums, asks for them as nobody, and finds no way to what is the admin's.</summary>
public sealed class PublicPageTests : DashboardTest
{
    private static readonly string[] Open = ["/dashboard", $"/dashboard/applications/{Recorded.Slug}", "/dashboard/runs", "/dashboard/runs?days=7&repo=all", "/dashboard/starts"];

    public static TheoryData<string> Closed =>
    [
        "/dashboard/runs/failures", "/dashboard/runs/log", "/dashboard/runs/run?id=r1", "/dashboard/quarantine", "/dashboard/settings",
        $"/dashboard/applications/{Recorded.Slug}/settings", $"/dashboard/instances/{Recorded.Id}",
    ];

    protected override bool IsPublic => true;

    [Fact]
    public async Task Everybody_sees_the_sums_and_the_way_to_log_in()
    {
        Say();

        foreach (var path in Open)
        {
            using var answer = await Stranger.GetAsync(path);
            Assert.Equal((path, HttpStatusCode.OK), (path, answer.StatusCode));
            var page = await ReadPageAsync(answer);

            InertPage.Check(page);
            Assert.Equal(["Applications", "Runs", "Starts"], page.QuerySelectorAll("nav[aria-label=Main] a").Select(Words));
            Assert.Null(page.QuerySelector("form[method=post]"));
            Assert.StartsWith("/login?returnUrl=%2Fdashboard", page.QuerySelector(".site-header a[href^='/login']")!.GetAttribute("href"), StringComparison.Ordinal);
            // Nothing leads to where only the admin may go.
            Assert.DoesNotContain(
                page.QuerySelectorAll("a[href]").Select(link => link.GetAttribute("href")!),
                link => new[] { "/dashboard/runs/", "/dashboard/instances", "/dashboard/quarantine", "/dashboard/settings", "/settings", "/api/" }.Any(closed => link.Contains(closed, StringComparison.Ordinal)));
            Assert.DoesNotContain($"{Recorded.Id}", page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        }

        Assert.Empty(Services.AskedAsAdmin);
        Assert.DoesNotContain(Services.Asked, asked => asked.Contains("/admin/instances", StringComparison.Ordinal) || asked.Contains("/deployments", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Closed))]
    public async Task Everything_else_is_the_admins(string path)
    {
        Say();

        using var answer = await Stranger.GetAsync(path);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Empty(Services.Asked);
    }

    [Fact]
    public async Task What_is_not_told_is_fewer_than_five()
    {
        Services.Say("/api/dashboard", """
            {"total_installs":30,"total_all_time":30,"sample_size":30,"success_count":27,"failed_count":null,"aborted_count":0,"installing_count":null,"success_rate":null,
             "avg_install_duration":null,"os_distribution":[{"os":"debian","count":28},{"os":"alpine","count":null}],
             "daily_stats":[{"date":"2026-05-03","success":27,"failed":null,"aborted":0},{"date":"2026-05-04","success":0,"failed":0,"aborted":0}],
             "resource_trends":[{"date":"2026-05-03","runs":30,"avg_cores":2.5,"avg_ram_mb":null,"avg_disk_gb":8}],
             "previous":{"total_installs":null,"success_count":null,"failed_count":0,"aborted_count":0,"installing_count":0,"success_rate":null,"avg_install_duration":null}}
            """);
        Services.Say("/api/scripts", """
            {"total_scripts":2,"top_scripts":[{"app":"docker","type":"lxc","total":null,"success":null,"failed":0,"aborted":0,"installing":0,"success_rate":null,"days_old":2,"installs_per_day":null}]}
            """);

        using var answer = await Stranger.GetAsync("/dashboard/runs");
        var page = await ReadPageAsync(answer);

        Assert.Equal(["Runs=30", "Success rate=–", "Succeeded=27", "Failed=< 5", "Aborted=0", "Under way=< 5", "Average duration=–"], Cards(page));
        Assert.Equal([["debian", "28", "93%", ""], ["alpine", "< 5", "", ""]], Rows(page, "os"));
        Assert.Equal([["docker", "lxc", "< 5", "–", "< 5", "0", "0", "0", "–none", "2 days"]], Rows(page, "scripts"));
        var failed = page.QuerySelectorAll("figure[aria-labelledby=outcomes] tbody tr")[0].Children[2];
        Assert.Equal(("< 5", "4", "< 5"), (Words(failed), failed.GetAttribute("data-value"), failed.GetAttribute("data-text")));
        Assert.Equal(["–none", "0"], new[] { "rates", "outcomes" }.Select(chart => Words(page.QuerySelectorAll($"figure[aria-labelledby={chart}] tbody tr")[chart == "rates" ? 0 : 1].Children[1])));
        Assert.Contains("< 5 the 30 days before", Words(page.QuerySelector(".cards")!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_told_of_an_application_is_fewer_than_five()
    {
        Say();
        Services.Say("overview", Recorded.Overview(30, 30, Recorded.Line(active: 30, over: "[0,null,30]")).Replace("\"newest_version_instances\":2", "\"newest_version_instances\":null", StringComparison.Ordinal));
        Services.Say($"applications/{Recorded.Slug}/instances-over-time", """{"days":["2026-05-03","2026-05-04"],"active":[9,null],"quiet":[null,0],"new":[null,0],"gone":[0,7]}""");
        Services.Say(
            $"applications/{Recorded.Slug}/versions",
            """
            {"days":["2026-05-03","2026-05-04"],"active":[9,null],"versions":[{"version":"1","instances":[9,null]},{"version":"2","instances":[null,0]}],"others":[0,0],
             "releases":[{"version":"2","first_seen":null,"instances":null,"days_to_half":0,"days_to_nine_tenths":null,"highest_share":null}]}
            """);

        var overview = await ReadPageAsync(await Stranger.GetAsync("/dashboard"));
        var page = await ReadPageAsync(await Stranger.GetAsync($"/dashboard/applications/{Recorded.Slug}"));

        Assert.Equal([["W Wiki", "0 2 days ago, 30 today", "30 / 1,204", "1.2.0", "3 minutes ago", "–none"]], Rows(overview, "list"));
        Assert.Equal("0,22 50,19.3 100,2", overview.QuerySelector("svg.sparkline polyline")!.GetAttribute("points"));
        Assert.Equal([["2026-05-03", "9", "< 5"], ["2026-05-04", "< 5", "0"]], Points("instances-by-day"));
        Assert.Equal([["2026-05-03", "< 5", "0"], ["2026-05-04", "0", "7"]], Points("changes-by-day"));
        Assert.Equal([["2026-05-03", "100%", "–none"], ["2026-05-04", "–none", "–none"]], Points("versions-by-day"));
        Assert.Equal([["2", "–", "< 5", "0", "not yet", "–"]], Rows(page, "releases"));
        Assert.Null(page.GetElementById("instances"));

        string[][] Points(string chart) => [.. page.QuerySelectorAll($"figure[aria-labelledby={chart}] tbody tr").Select(row => row.Children.Select(Words).ToArray())];
    }

    private void Say()
    {
        const string metrics = """{"users_count":10}""";
        var application = Recorded.Application(metrics: metrics, versions: """[{"version":"1","count":10}]""");
        Services.Say("overview", Recorded.Overview(10, 10, Recorded.Line(active: 10, over: "[8,9,10]")));
        Recorded.SayDays(Services);
        Services.Say($"applications/{Recorded.Slug}", application);
        Services.Say("instances", $"[{Recorded.Instance(metrics: metrics)}]");
        RecordedRuns.Say(Services);
        RecordedStarts.Say(Services);
    }
}
