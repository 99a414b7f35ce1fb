using Telemetry.Contracts.Reads;
using Telemetry.Dashboard.Api;

namespace Telemetry.Tests.Dashboard;

/// <summary>
/// PUBLIC_DASHBOARD: public pages show sums, request them without the admin's bearer, and have no link to pages of the admin.
/// </summary>
public sealed class PublicPageTests(PublicDashboardFixture dashboard) : DashboardTest(dashboard), IClassFixture<PublicDashboardFixture>
{
    private static readonly string[] Open =
        ["/dashboard", $"/dashboard/applications/{Sample.Slug}", "/dashboard/runs", "/dashboard/runs?days=7&repo=all", "/dashboard/starts"];

    private static readonly string[] AdminPaths =
        ["/dashboard/runs/", "/dashboard/instances", "/dashboard/quarantine", "/dashboard/settings", "/settings", "/api/"];

    public static TheoryData<string> Closed =>
    [
        "/dashboard/runs/failures", "/dashboard/runs/log", "/dashboard/runs/run?id=r1", "/dashboard/quarantine", "/dashboard/settings",
        $"/dashboard/applications/{Sample.Slug}/settings", $"/dashboard/instances/{Sample.Id}",
    ];

    // Aggregation returns null for a suppressed count.
    private const long Suppressed = SuppressedCount.Value;

    [Fact]
    public async Task Public_pages_show_sums_and_a_login_link()
    {
        AddAll();

        foreach (var path in Open)
        {
            using var response = await Stranger.GetAsync(path);
            Assert.Equal((path, HttpStatusCode.OK), (path, response.StatusCode));
            var page = await ReadPageAsync(response);

            InertPage.Check(page);
            Assert.Equal(["Applications", "Runs", "Starts"], page.QuerySelectorAll("nav[aria-label=Main] a").Select(TextOf));
            Assert.Null(page.QuerySelector("form[method=post]"));
            var login = page.QuerySelector(".site-header a[href^='/login']")!;
            Assert.StartsWith("/login?returnUrl=%2Fdashboard", login.GetAttribute("href"), StringComparison.Ordinal);
            Assert.DoesNotContain(
                page.QuerySelectorAll("a[href]").Select(link => link.GetAttribute("href")!),
                link => AdminPaths.Any(closed => link.Contains(closed, StringComparison.Ordinal)));
            Assert.DoesNotContain($"{Sample.Id}", page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        }

        Assert.Empty(Services.AdminRequests);
        Assert.DoesNotContain(Services.Requests, request => request.Contains("/admin/instances", StringComparison.Ordinal));
        Assert.DoesNotContain(Services.Requests, request => request.Contains("/deployments", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Closed))]
    public async Task Other_pages_require_the_admin(string path)
    {
        AddAll();

        using var response = await Stranger.GetAsync(path);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Empty(Services.Requests);
    }

    [Fact]
    public async Task A_suppressed_count_is_shown_as_below_five()
    {
        var days = new[] { Sample.Day("2026-05-03"), Sample.Day("2026-05-04") };
        Services.Respond("/api/dashboard", new RunSummary
        {
            TotalInstalls = 30,
            TotalAllTime = 30,
            SampleSize = 30,
            SuccessCount = 27,
            FailedCount = Suppressed,
            InstallingCount = Suppressed,
            SuccessRate = double.NaN,
            AvgInstallDuration = double.NaN,
            OsDistribution = [new("debian", 28), new("alpine", Suppressed)],
            DailyStats = [new(days[0], 27, Suppressed, 0), new(days[1], 0, 0, 0)],
            ResourceTrends = [new() { Date = days[0], Runs = 30, AvgCores = 2.5, AvgRamMb = double.NaN, AvgDiskGb = 8 }],
            Previous = new()
            {
                TotalInstalls = Suppressed,
                SuccessCount = Suppressed,
                SuccessRate = double.NaN,
                AvgInstallDuration = double.NaN,
            },
        });
        Services.Respond("/api/scripts", new ScriptList
        {
            TotalScripts = 2,
            TopScripts =
            [
                new()
                {
                    App = "docker",
                    Type = "lxc",
                    Total = Suppressed,
                    Success = Suppressed,
                    SuccessRate = double.NaN,
                    DaysOld = 2,
                    InstallsPerDay = double.NaN,
                },
            ],
        });

        using var response = await Stranger.GetAsync("/dashboard/runs");
        var page = await ReadPageAsync(response);

        Assert.Equal(
            ["Runs=30", "Success rate=–", "Succeeded=27", "Failed=< 5", "Aborted=0", "Under way=< 5", "Average duration=–"],
            Cards(page));
        Assert.Equal([["debian", "28", "93%", ""], ["alpine", "< 5", "", ""]], Rows(page, "os"));
        Assert.Equal([["docker", "lxc", "< 5", "–", "< 5", "0", "0", "0", "–none", "2 days"]], Rows(page, "scripts"));
        var failed = page.QuerySelectorAll("figure[aria-labelledby=outcomes] tbody tr")[0].Children[2];
        Assert.Equal(("< 5", "4", "< 5"), (TextOf(failed), failed.GetAttribute("data-value"), failed.GetAttribute("data-text")));
        Assert.Equal(("–none", "0"), (ChartRows(page, "rates")[0][1], ChartRows(page, "outcomes")[1][1]));
        Assert.Contains("< 5 the 30 days before", TextOf(page.QuerySelector(".cards")!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_suppressed_count_of_an_application_is_shown_as_below_five()
    {
        AddAll();
        var days = new[] { Sample.Day("2026-05-03"), Sample.Day("2026-05-04") };
        Services.Respond("overview", Sample.Overview(30, 30, Sample.Row(active: 30, newest: Suppressed, over: [0, Suppressed, 30])));
        Services.Respond(
            $"applications/{Sample.Slug}/instances-over-time",
            new InstancesOverTime(days, Active: [9, Suppressed], Quiet: [Suppressed, 0], New: [Suppressed, 0], Gone: [0, 7]));
        Services.Respond($"applications/{Sample.Slug}/versions", new VersionsOverTime(
            days,
            Active: [9, Suppressed],
            Versions: [new("1", [9, Suppressed]), new("2", [Suppressed, 0])],
            Others: [0, 0],
            Releases: [new() { Version = "2", Instances = Suppressed, DaysToHalf = 0, HighestShare = double.NaN }]));

        var overview = await ReadPageAsync(await Stranger.GetAsync("/dashboard"));
        var page = await ReadPageAsync(await Stranger.GetAsync($"/dashboard/applications/{Sample.Slug}"));

        Assert.Equal([["W Wiki", "0 2 days ago, 30 today", "30 / 1,204", "1.2.0", "3 minutes ago", "–none"]], Rows(overview, "list"));
        Assert.Equal("0,22 50,19.3 100,2", overview.QuerySelector("svg.sparkline polyline")!.GetAttribute("points"));
        Assert.Equal([["2026-05-03", "9", "< 5"], ["2026-05-04", "< 5", "0"]], ChartRows(page, "instances-by-day"));
        Assert.Equal([["2026-05-03", "< 5", "0"], ["2026-05-04", "0", "7"]], ChartRows(page, "changes-by-day"));
        Assert.Equal([["2026-05-03", "100%", "–none"], ["2026-05-04", "–none", "–none"]], ChartRows(page, "versions-by-day"));
        Assert.Equal([["2", "–", "< 5", "0", "not yet", "–"]], Rows(page, "releases"));
        Assert.Null(page.GetElementById("instances"));
    }

    private void AddAll()
    {
        Sample.AddApplication(Services, """{"users_count":10}""");
        Services.Respond("overview", Sample.Overview(10, 10, Sample.Row(active: 10, over: [8, 9, 10])));
        SampleRuns.AddTo(Services);
        SampleStarts.AddTo(Services);
    }
}
