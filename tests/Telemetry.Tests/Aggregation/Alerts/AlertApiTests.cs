using System.Net.Http.Json;
using Telemetry.Aggregation.Alerts.Outbox;

namespace Telemetry.Tests.Aggregation.Alerts;

[Collection(Servers.OfReads)]
public sealed class AlertApiTests(AlertApiTests.ConfiguredHost host) : AlertsTest<AlertApiTests.ConfiguredHost>(host)
{
    [Fact]
    public async Task Rules_use_the_environment_settings_until_an_admin_overrides_them()
    {
        await SetAsync("failure_rate", new { enabled = false });
        await SetAsync("failure_rate", new { thresholds = new { minimum_runs = 50 } });
        await SetAsync("weekly_digest", new { enabled = true });

        var answer = await App.GetAsync("alert-rules");

        Assert.Equal(
            [
                "failure_rate False percent=25 minimum_runs=50", "script_failure_rate True percent=25 minimum_runs=10",
                "script_failing_twice True times=2 minimum_runs=10 minimum_failures=2",
                "silence True hours=3", "instances_falling True percent=30 minimum_instances=5", "weekly_digest True",
            ],
            answer.GetProperty("rules").EnumerateArray().Select(rule => string.Join(
                ' ',
                [
                    rule.GetProperty("rule").GetString()!, $"{rule.GetProperty("enabled").GetBoolean()}",
                    .. rule.GetProperty("thresholds").EnumerateArray().Select(
                        threshold => $"{threshold.GetProperty("name")}={threshold.GetProperty("value")}"),
                ])));
        Assert.Equal(60, answer.GetProperty("cooldown_minutes").GetInt32());
        Assert.False(answer.GetProperty("mail").GetBoolean());
        Assert.True(answer.GetProperty("webhook").GetBoolean());
    }

    [Fact]
    public async Task An_invalid_rule_setting_is_refused_with_its_field_and_changes_nothing()
    {
        (string Rule, string Body, string Error)[] cases =
        [
            ("failure_rate", """{"thresholds":{"percent":0}}""", "400 percent: must be a whole number from 1 to 100"),
            ("failure_rate", """{"enabled":false,"thresholds":{"percent":101}}""", "400 percent: must be a whole number from 1 to 100"),
            ("failure_rate", """{"thresholds":{"percent":20.5}}""", "400 percent: must be a whole number from 1 to 100"),
            ("failure_rate", """{"thresholds":{"percent":"20"}}""", "400 percent: must be a whole number from 1 to 100"),
            ("failure_rate", """{"thresholds":{"percent":null}}""", "400 percent: must be a whole number from 1 to 100"),
            ("failure_rate", """{"thresholds":{"hours":3}}""", "400 thresholds: may have percent, minimum_runs, and nothing else"),
            ("failure_rate", """{"thresholds":[20]}""", "400 thresholds: must be a JSON object"),
            ("failure_rate", """{"enabled":"yes"}""", "400 enabled: must be true or false"),
            ("failure_rate", """{"percent":20}""", "400 body: may have enabled and thresholds, and nothing else"),
            ("failure_rate", "[]", "400 body: must be a JSON object"),
            ("failure_rate", "", "400 body: must be a JSON object"),
            ("failure_rate", """{"\ud800":1}""", "400 body: must be a JSON object"),
            ("weekly_digest", """{"thresholds":{"percent":20}}""", "400 thresholds: this rule has none"),
            ("silence", """{"thresholds":{"hours":169}}""", "400 hours: must be a whole number from 1 to 168"),
            ("no_rule", "{}", "404 Unknown rule"),
            ("failure_rate", new string(' ', 9000), "413 body: must have at most 8192 bytes"),
        ];
        foreach (var (rule, body, error) in cases)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            Assert.Equal(error, await App.ProblemAsync(HttpMethod.Put, $"alert-rules/{rule}", content));
        }

        Assert.Empty(await App.RowsAsync("select * from analytics.alert_rules"));
    }

    [Fact]
    public async Task Incidents_are_paged_and_alerts_are_listed_newest_first()
    {
        await App.StoreAsync([.. Enumerable.Range(0, 5).SelectMany(
            script => Enumerable.Range(0, 10).Select(_ => new TestRun($"script{script}", Now).Posts("failed")))]);
        await EvaluateAsync();
        var open = await PagesAsync("open", limit: 4);
        Assert.Equal([4, 2], open.Select(page => page.GetProperty("incidents").GetArrayLength()));
        Assert.Equal(["", "script0", "script1", "script2", "script3", "script4"], Subjects(open).Order(StringComparer.Ordinal));
        Assert.All(open, page => Assert.Equal(6, page.GetProperty("open").GetInt32()));
        Assert.Empty(Subjects(await PagesAsync("ended", limit: 4)));

        await SetAsync("script_failure_rate", new { enabled = false });
        await EvaluateAsync();
        Assert.Equal([""], Subjects(await PagesAsync("open", limit: 100)));
        Assert.Equal(5, Subjects(await PagesAsync("ended", limit: 2)).Distinct().Count());
        Assert.Equal("400 cursor: is not one that an answer gave", await App.ProblemAsync(HttpMethod.Get, "incidents?cursor=1.x"));
        Assert.Equal("400 state: must be one of open, ended", await App.ProblemAsync(HttpMethod.Get, "incidents?state=over"));

        var history = await HistoryAsync();
        Assert.True(history.GetProperty("enabled").GetBoolean());
        var alerts = history.GetProperty("history").EnumerateArray().ToList();
        Assert.Equal(11, alerts.Count);
        Assert.All(
            alerts.Take(5), alert => Assert.StartsWith("Over: script", alert.GetProperty("message").GetString(), StringComparison.Ordinal));
        Assert.Equal(alerts.Select(alert => alert.GetProperty("timestamp").GetDateTime()).OrderDescending(), alerts.Select(
            alert => alert.GetProperty("timestamp").GetDateTime()));
        var overall = Assert.Single(alerts, alert => alert.GetProperty("type").GetString() == "failure_rate");
        Assert.Equal(
            ("100.0 % of 50 finished runs failed in the last 24 hours (threshold 25 %).", 100),
                (overall.GetProperty("message").GetString(), overall.GetProperty("failure_rate").GetInt32()));

        // PUBLIC_DASHBOARD does not open the routes of alerts.
        using var anonymous = App.CreateClient();
        foreach (var path in new[] { "/api/alerts", "/api/v1/admin/incidents", "/api/v1/admin/alert-rules" })
            Assert.Equal(HttpStatusCode.Unauthorized, (await anonymous.GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await anonymous.PostAsync("/api/alerts/test", content: null)).StatusCode);
    }

    [Theory]
    [InlineData("bad\r\nBcc: everybody@example.org")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\u202Egnp.exe\u2069 \u2028next")]
    [InlineData("\"quoted\\\" 🦊 {{7*7}}")]
    public async Task A_hostile_script_name_is_kept_as_text_in_alerts_and_incidents(string name)
    {
        await RunAsync(name, 0, 10);
        await EvaluateAsync();
        await App.Services.GetRequiredService<AlertOutbox>().SendAsync(CancellationToken.None);

        var step = Assert.Single(await TakeAsync()).Message.GetProperty("steps")[1];
        Assert.Equal(name, step.GetProperty("subject").GetString());
        Assert.Equal("100.0 % of 10 finished runs failed in the last 24 hours (threshold 25 %).", step.GetProperty("reason").GetString());
        Assert.Contains(name, Subjects(await PagesAsync("open", limit: 10)));
        var message = (await HistoryAsync()).GetProperty("history")[1].GetProperty("message").GetString()!;
        Assert.EndsWith(": 100.0 % of 10 finished runs failed in the last 24 hours (threshold 25 %).", message, StringComparison.Ordinal);
        Assert.DoesNotContain(message, character => char.IsControl(character) || character is '\u202E' or '\u2069' or '\u2028');
    }

    [Fact]
    public async Task A_test_alert_is_queued_if_a_channel_is_configured()
    {
        using var client = NewAdmin();

        using var answer = await client.PostAsync("/api/alerts/test", content: null);
        await App.Services.GetRequiredService<AlertOutbox>().SendAsync(CancellationToken.None);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(nameof(TestAlertRequested), Assert.Single(await TakeAsync()).Type);
    }

    private HttpClient NewAdmin()
    {
        var client = App.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", AggregationApp.Password);
        return client;
    }

    private async Task<JsonElement> HistoryAsync()
    {
        using var client = NewAdmin();
        return await client.GetFromJsonAsync<JsonElement>("/api/alerts");
    }

    private static IEnumerable<string> Subjects(IEnumerable<JsonElement> pages) =>
        pages.SelectMany(
            page => page.GetProperty("incidents").EnumerateArray()).Select(incident => incident.GetProperty("subject").GetString()!);

    private async Task<IReadOnlyList<JsonElement>> PagesAsync(string state, int limit)
    {
        var pages = new List<JsonElement>();
        for (var cursor = ""; cursor is not null; cursor = pages[^1].GetProperty("next").GetString())
            pages.Add(await App.GetAsync($"incidents?state={state}&limit={limit}&cursor={Uri.EscapeDataString(cursor)}"));
        return pages;
    }

    public sealed class ConfiguredHost(Servers servers) : AlertsHost(servers)
    {
        protected override (string Name, string Value)[] Settings =>
            [("FAILURE_THRESHOLD", "25"), ("ALERT_WEBHOOK_URL", "https://hooks.example/x"), ("PUBLIC_DASHBOARD", "true")];
    }
}
