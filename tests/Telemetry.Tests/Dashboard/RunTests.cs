using Telemetry.Contracts.Reads;

namespace Telemetry.Tests.Dashboard;

public sealed class RunTests(DashboardFixture dashboard) : DashboardTest(dashboard), IClassFixture<DashboardFixture>
{
    private const string Log = "/dashboard/runs/log";
    private const string Failures = "/dashboard/runs/failures";

    [Fact]
    public async Task The_summary_shows_outcomes_scripts_and_distributions()
    {
        SampleRuns.AddTo(Services);

        var page = await GetPageAsync("/dashboard/runs");

        Assert.Equal(
            [
                "Runs=1,000", "Success rate=88.9%", "Succeeded=800", "Failed=100", "Aborted=60", "Under way=40",
                "Average duration=1 min 34 s",
            ],
            Cards(page));
        Assert.Equal("1,000 analysed, 4,000 of all time", TextOf(page.QuerySelector(".card .note")!));
        Assert.Equal(
            [["docker", "docker", "400", "13.3", "300", "60", "30", "10", "83.3%", "12 days"],
             ["new", "lxc", "1", "0", "0", "0", "0", "1", "–none", "1 day"]],
            Rows(page, "scripts"));
        Assert.Equal([["docker", "750", "75%", ""]], Rows(page, "os"));
        Assert.Equal([["docker, docker", "5", "<1%", ""]], Rows(page, "gpus"));
    }

    [Fact]
    public async Task Each_chart_has_its_values_in_a_table()
    {
        SampleRuns.AddTo(Services);

        var page = await GetPageAsync("/dashboard/runs");

        Assert.Equal(["outcomes", "rates", "cores", "ram", "disk"], page.QuerySelectorAll(".chart h2").Select(heading => heading.Id!));
        Assert.Equal(
            [["2026-05-02", "0", "0", "0"], ["2026-05-03", "10", "1", "3"], ["2026-05-04", "20", "2", "6"]], ChartRows(page, "outcomes"));
        Assert.Equal([["2026-05-02", "–none"], ["2026-05-03", "90.9%"], ["2026-05-04", "90.9%"]], ChartRows(page, "rates"));
        Assert.Equal([["2026-05-02", "–none"], ["2026-05-03", "512.5 MB"], ["2026-05-04", "1,025 MB"]], ChartRows(page, "ram"));
    }

    [Fact]
    public async Task A_number_is_compared_with_the_preceding_days()
    {
        SampleRuns.AddTo(Services);

        var page = await GetPageAsync("/dashboard/runs?days=7");

        Assert.Equal(
            [
                "as the 7 days before", "2 points below the 7 days before", "100% more than the 7 days before",
                "100% more than the 7 days before", "none the 7 days before", "20% fewer than the 7 days before",
                "30 s longer than the 7 days before",
            ],
            page.QuerySelectorAll(".card .note:last-child").Select(TextOf));
        // The navigation requests the number of incidents.
        Assert.Equal(
            ["GET /api/dashboard?days=7&repo=ProxmoxVE", "GET /api/scripts?days=7&repo=ProxmoxVE"],
            Services.Requests.Where(request => !request.Contains("/incidents", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("", "days=30&repo=ProxmoxVE")]
    [InlineData("?days=7&repo=all", "days=7&repo=all")]
    [InlineData("?days=365&slug=acme%2Ffork", "days=365&repo=ProxmoxVE&slug=acme%2Ffork")]
    [InlineData("?days=8&repo=nonsense&slug=%0A", "days=30&repo=ProxmoxVE")]
    [InlineData("?days=99999999999&repo=%3Cb%3E", "days=30&repo=ProxmoxVE")]
    public async Task The_chosen_scope_is_requested(string query, string expected)
    {
        SampleRuns.AddTo(Services);

        foreach (var path in new[] { "/dashboard/runs", Failures, Log })
        {
            Services.Requests.Clear();
            await GetPageAsync(path + query);

            Assert.Contains(Services.Requests, request => request.Contains($"?{expected}", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Links_between_pages_keep_the_scope()
    {
        SampleRuns.AddTo(Services);

        var page = await GetPageAsync("/dashboard/runs?days=7&repo=all");

        Assert.Equal(
            ["/dashboard/runs?days=7&repo=all", "/dashboard/runs/failures?days=7&repo=all", "/dashboard/runs/log?days=7&repo=all"],
            page.QuerySelectorAll("nav[aria-label=Runs] a").Select(link => link.GetAttribute("href")!));
        Assert.Equal("/dashboard/runs?days=1&repo=all", page.QuerySelector("nav[aria-label=Days] a")!.GetAttribute("href"));
        Assert.Equal(
            "/dashboard/runs/log?days=7&repo=all&q=docker",
            page.QuerySelector("section[aria-labelledby=scripts] tbody a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task An_empty_summary_shows_the_next_steps()
    {
        SampleRuns.AddTo(Services);
        Services.Respond("/api/dashboard", SampleRuns.Summary(runs: 0));
        var elsewhere = await GetPageAsync("/dashboard/runs");
        Services.Respond("/api/dashboard", new RunSummary());
        var nowhere = await GetPageAsync("/dashboard/runs");

        Assert.StartsWith(
            "No run began in the last 30 days, while there are 4,000 of all time.",
            TextOf(elsewhere.QuerySelector(".empty")!),
            StringComparison.Ordinal);
        Assert.Equal("https://telemetry.example/telemetry", TextOf(nowhere.QuerySelector("pre")!));
    }

    [Fact]
    public async Task The_failures_page_shows_rates_exit_codes_and_categories()
    {
        SampleRuns.AddTo(Services);

        var page = await GetPageAsync(Failures);

        Assert.Equal(["Failure rate=11.1%", "Failed=100", "Aborted=60", "Stuck now=2"], Cards(page));
        Assert.Equal([["docker", "docker", "22 / 40", "55%"]], Rows(page, "ranking"));
        Assert.Equal("rate bad", page.QuerySelector("section[aria-labelledby=ranking] .rate")!.ClassName);
        Assert.Equal([["100", "docker", "apt", "80", "50%"]], Rows(page, "exit-codes"));
        Assert.Equal([["docker", "80", "50%", "docker"]], Rows(page, "categories"));
        Assert.Equal([["docker", "12", "3", "docker"]], Rows(page, "patterns"));
        Assert.Equal([["docker", "docker", "22", "1", "40", "55%", "docker", "100", "docker"]], Rows(page, "failing"));
        Assert.Equal([["2026-05-02", "0", "0"], ["2026-05-03", "1", "3"], ["2026-05-04", "2", "6"]], ChartRows(page, "timeline"));
    }

    [Fact]
    public async Task Stuck_runs_are_closed_on_demand()
    {
        SampleRuns.AddTo(Services);
        var page = await GetPageAsync($"{Failures}?days=7");
        var form = page.QuerySelector("main form[method=post]")!;

        using var response = await Admin.PostAsync(form.GetAttribute("action"), content: null);
        var after = await GetPageAsync(response.Headers.Location!.OriginalString);

        Assert.Equal("/dashboard/runs/failures?days=7&handler=cleanup", form.GetAttribute("action"));
        Assert.Contains("POST /api/cleanup/run", Services.Requests);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("2 stuck runs were closed as unknown.", TextOf(after.QuerySelector("[role=status]")!));
    }

    [Fact]
    public async Task The_log_requests_the_chosen_filter_and_order()
    {
        SampleRuns.AddTo(Services);

        await GetPageAsync($"{Log}?days=7&q=dock&status=failed&type=lxc&os=debian&sort=nsapp&p=2");

        Assert.Contains(
            "GET /api/records?days=7&repo=ProxmoxVE&search=dock&status=failed&type=lxc&os=debian&sort=nsapp&page=2&limit=50",
            Services.Requests);
    }

    [Theory]
    [InlineData("status=nonsense&type=%3Cb%3E&sort=drop&p=-3")]
    [InlineData("status=&type=&q=%00%0A&os=%09&sort=&p=x")]
    [InlineData("sort=--created")]
    public async Task The_log_ignores_invalid_query_parameters(string query)
    {
        SampleRuns.AddTo(Services);

        using var response = await Admin.GetAsync($"{Log}?{query}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("GET /api/records?days=30&repo=ProxmoxVE&sort=-created&page=1&limit=50", Services.Requests);
    }

    [Fact]
    public async Task The_log_can_be_sorted_in_both_directions()
    {
        SampleRuns.AddTo(Services);

        var newest = await GetPageAsync(Log);
        var byScript = await GetPageAsync($"{Log}?sort=nsapp");

        Assert.Equal("descending", newest.QuerySelector("th:has(.sort)")!.GetAttribute("aria-sort"));
        Assert.Equal(
            ["/dashboard/runs/log?sort=created#runs", "/dashboard/runs/log?sort=nsapp#runs"],
            newest.QuerySelectorAll(".sort").Take(2).Select(link => link.GetAttribute("href")!));
        Assert.Equal("ascending", byScript.QuerySelectorAll("th:has(.sort)")[1].GetAttribute("aria-sort"));
        Assert.Equal("/dashboard/runs/log?sort=-nsapp#runs", byScript.QuerySelectorAll(".sort")[1].GetAttribute("href"));
    }

    [Fact]
    public async Task A_run_opens_with_its_steps_and_its_error()
    {
        SampleRuns.AddTo(Services, "ends here");
        var log = await GetPageAsync($"{Log}?q=x&p=2");
        var link = log.QuerySelector("tbody td:last-child a")!.GetAttribute("href")!;

        var page = await GetPageAsync(link);

        Assert.Equal("/dashboard/runs/log?q=x&p=2&open=r1#open", link);
        Assert.Empty(log.QuerySelectorAll(".detail"));
        Assert.Equal(
            ["installing 2026-05-04 10:58:00 UTC", "ends here 2026-05-04 11:00:00 UTC"], page.QuerySelectorAll(".steps li").Select(TextOf));
        Assert.Contains("Exit code 100: apt gave up", TextOf(page.QuerySelector(".detail")!), StringComparison.Ordinal);
        Assert.Equal("ends here", TextOf(page.QuerySelector(".detail pre")!));
        Assert.Equal("/dashboard/runs/log?q=x&p=2#runs", page.QuerySelector("#open")!.GetAttribute("href"));
    }

    [Fact]
    public async Task A_run_has_its_own_page()
    {
        SampleRuns.AddTo(Services);
        var log = await GetPageAsync($"{Log}?open=r1");
        var link = log.QuerySelector(".detail a")!.GetAttribute("href")!;

        var page = await GetPageAsync(link);
        Services.Respond("/api/records", new RunRecordPage());
        using var gone = await Admin.GetAsync(link);
        using var none = await Admin.GetAsync("/dashboard/runs/run");

        Assert.Equal("/dashboard/runs/run?id=r1", link);
        Assert.Contains("GET /api/records?execution_id=r1", Services.Requests);
        Assert.Equal("Run of docker", TextOf(page.QuerySelector("h1")!));
        Assert.Equal(2, page.QuerySelectorAll(".steps li").Length);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (gone.StatusCode, none.StatusCode));
    }

    [Fact]
    public async Task A_run_that_is_no_longer_on_the_page_is_reported()
    {
        SampleRuns.AddTo(Services);

        var page = await GetPageAsync($"{Log}?open=gone");

        Assert.StartsWith(
            "The run that you opened is no longer on this page", TextOf(page.QuerySelector("[role=status]")!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_links_to_an_export_of_its_days()
    {
        SampleRuns.AddTo(Services);

        var page = await GetPageAsync($"{Log}?days=90");

        var link = page.QuerySelector("a[download]")!;
        Assert.Equal("/api/v1/admin/export/runs?format=csv&days=90", link.GetAttribute("href"));
    }
}
