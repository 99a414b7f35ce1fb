namespace Telemetry.Tests.Dashboard;

public sealed class AlertTests(DashboardFixture dashboard) : DashboardTest(dashboard), IClassFixture<DashboardFixture>
{
    [Fact]
    public async Task Open_incidents_are_shown_with_reason_and_link()
    {
        SampleAlerts.AddTo(Services);

        var page = await GetPageAsync("/dashboard/alerts");

        Assert.Equal("2 open incidents", TextOf(page.QuerySelector("#open")!));
        var open = page.QuerySelectorAll("section[aria-labelledby=open] li").Select(TextOf).ToList();
        Assert.Equal(
            "A script fails docker since 1 hour ago, told 30 minutes ago "
                + "34.0 % of 120 finished runs failed in the last 24 hours (threshold 20 %).",
            open[0]);
        Assert.StartsWith("Runs fail All runs since", open[1], StringComparison.Ordinal);
        Assert.Equal(
            ["/dashboard/runs/log?repo=all&q=docker&status=failed", "/dashboard/applications/wiki"],
            page.QuerySelectorAll("section[aria-labelledby=open] a").Select(link => link.GetAttribute("href")!));
        Assert.Equal(["sent", "waiting", "failed"], page.QuerySelectorAll("section[aria-labelledby=deliveries] .badge").Select(TextOf));
        Assert.Equal(
            ["/dashboard/alerts?ended=638.ab", "/dashboard/alerts?log=17"], page.QuerySelectorAll("a[rel=next]").Select(
                link => link.GetAttribute("href")!));
        Assert.Contains(
            "Told by mail; what gets worse is told again after 60 minutes.",
            TextOf(page.QuerySelector(".facts-line")!),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "2 open")]
    [InlineData(0, null)]
    public async Task Every_page_shows_the_number_of_open_incidents(int open, string? count)
    {
        SampleAlerts.AddTo(Services, open: open);

        var page = await GetPageAsync("/dashboard");

        Assert.Equal(count, page.QuerySelector("nav[aria-label=Main] .count") is { } shown ? TextOf(shown) : null);
    }

    [Fact]
    public async Task The_overview_shows_the_open_incidents_of_an_application()
    {
        SampleAlerts.AddTo(Services);
        Services.Respond("overview", Sample.Overview(2, 2, Sample.Row("Wiki", Sample.Slug), Sample.Row("Few", "few")));

        var page = await GetPageAsync("/dashboard");

        Assert.Equal(["2 alerts", "–none"], Rows(page, "list").Select(row => row[^1]));
        Assert.Equal("/dashboard/alerts", page.QuerySelector("td .badge")!.GetAttribute("href"));
    }

    [Fact]
    public async Task A_page_without_channels_names_the_settings()
    {
        SampleAlerts.AddTo(Services, mail: false, open: 0);

        var page = await GetPageAsync("/dashboard/alerts");

        Assert.Equal("Nothing to tell", TextOf(page.QuerySelector("#open")!));
        Assert.Equal(["SMTP_HOST", "ALERT_EMAIL", "ALERT_WEBHOOK_URL"], page.QuerySelectorAll(".facts-line code").Select(TextOf));
        Assert.Null(page.QuerySelector("form[action*=test]"));
        Assert.Equal(3, page.QuerySelectorAll("section .empty").Length);
    }

    [Fact]
    public async Task Only_the_delivery_log_is_missing_while_Notifications_is_unavailable()
    {
        SampleAlerts.AddTo(Services);
        Services.Remove("deliveries");

        var page = await GetPageAsync("/dashboard/alerts");

        Assert.NotEmpty(page.QuerySelectorAll("section[aria-labelledby=open] li"));
        Assert.StartsWith(
            "Notifications is not available",
            TextOf(page.QuerySelector("section[aria-labelledby=deliveries] .empty")!),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ended=638.ab&log=17", "cursor=638.ab&limit=20", "?cursor=17")]
    [InlineData("ended=%0A&log=a%20b", "limit=20", "")]
    public async Task An_invalid_cursor_is_ignored(string query, string ended, string log)
    {
        SampleAlerts.AddTo(Services);

        await GetPageAsync($"/dashboard/alerts?{query}");

        Assert.Contains($"GET /api/v1/admin/incidents?state=ended&{ended}", Services.Requests);
        Assert.Contains($"GET /api/v1/admin/deliveries{log}", Services.Requests);
    }

    [Fact]
    public async Task A_test_alert_is_sent_and_a_refusal_is_shown()
    {
        SampleAlerts.AddTo(Services);

        using var sent = await Admin.PostAsync("/dashboard/alerts?handler=test", content: null);
        Services.CommandError = (409, "Alerts are sent nowhere");
        using var refused = await Admin.PostAsync("/dashboard/alerts?handler=test", content: null);

        Assert.Equal("/dashboard/alerts?done=test", sent.Headers.Location?.OriginalString);
        Assert.Contains("POST /api/alerts/test", Services.Requests);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal("Alerts are sent nowhere", TextOf((await ReadPageAsync(refused)).QuerySelector("[role=alert]")!));
    }

    [Fact]
    public async Task A_rule_is_saved()
    {
        SampleAlerts.AddTo(Services);

        using var response = await SaveAsync(("rule", "script_failure_rate"), ("percent", "25"), ("minimum_runs", "50"));
        var page = await GetPageAsync(response.Headers.Location!.OriginalString);

        Assert.Contains("PUT /api/v1/admin/alert-rules/script_failure_rate", Services.Requests);
        Assert.Equal("""{"enabled":false,"thresholds":{"percent":25,"minimum_runs":50}}""", Assert.Single(Services.CommandBodies));
        Assert.Equal("“A script fails” was saved.", TextOf(page.QuerySelector("[role=status]")!));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("101")]
    [InlineData("")]
    [InlineData("20,5")]
    [InlineData("<script>")]
    public async Task An_invalid_threshold_is_reported_at_its_field_and_can_be_corrected(string percent)
    {
        SampleAlerts.AddTo(Services);

        using var response = await SaveAsync(
            ("rule", "script_failure_rate"), ("enabled", "true"), ("percent", percent), ("minimum_runs", "50"));
        var page = await ReadPageAsync(response);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(Services.CommandBodies);
        var field = page.GetElementById("script_failure_rate-percent")!;
        Assert.Equal((percent, "true"), (field.GetAttribute("value"), field.GetAttribute("aria-invalid")));
        Assert.Equal(
            "So many percent: must be a whole number from 1 to 100.",
            TextOf(page.GetElementById(field.GetAttribute("aria-describedby")!)!));
        Assert.Equal("50", page.GetElementById("script_failure_rate-minimum_runs")!.GetAttribute("value"));
        Assert.StartsWith("“A script fails” was not saved.", TextOf(page.QuerySelector("[role=alert]")!), StringComparison.Ordinal);
        InertPage.Check(page);
    }

    [Fact]
    public async Task A_refusal_by_Aggregation_is_shown_and_an_unknown_rule_returns_404()
    {
        SampleAlerts.AddTo(Services);
        Services.CommandError = (400, "percent: must be a whole number from 1 to 50");

        using var refused = await SaveAsync(("rule", "script_failure_rate"), ("percent", "60"), ("minimum_runs", "50"));
        using var unknown = await SaveAsync(("rule", "none"));

        Assert.Equal(
            "“A script fails” was not saved. percent: must be a whole number from 1 to 50",
            TextOf((await ReadPageAsync(refused)).QuerySelector("[role=alert]")!));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private Task<HttpResponseMessage> SaveAsync(params (string Name, string Value)[] fields) =>
        PostFormAsync(Admin, "/dashboard/alerts/rules?handler=save", fields);
}
