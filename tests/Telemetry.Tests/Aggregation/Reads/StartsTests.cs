using System.Globalization;
using System.Text.Json;
using Telemetry.Contracts;
using Telemetry.Tests.Fixtures;

namespace Telemetry.Tests.Aggregation.Reads;

[Collection(Servers.Collection)]
public sealed class StartsTests(Servers servers) : ReadsTest(servers)
{
    [Fact]
    public async Task Starts_are_summed_up_by_architecture_and_version()
    {
        await App.StoreAsync(
            Start(0, "a", "x86_64", "1.0", 100),
            Start(1, "a", "x86_64", "1.1", 101),
            Start(40, "b", "aarch64", "1.1", 0),
            Start(400, "c", "weird \"arch\"", "1.1", ulong.MaxValue));

        Assert.Equal(
            """
            {"total_deployments":4,"unique_instances":3,
            "architecture_breakdown":[{"architecture":"x86_64","count":2},{"architecture":"aarch64","count":1},{"architecture":"weird \u0022arch\u0022","count":1}],
            "version_breakdown":[{"version":"1.1","count":3},{"version":"1.0","count":1}],"avg_startup_time_ms":4.611686018427388E+18}
            """.ReplaceLineEndings(""),
            Text(await JsonAsync("/metrics")));
        Assert.Equal(
            """[{"architecture":"x86_64","count":2},{"architecture":"aarch64","count":1},{"architecture":"weird \u0022arch\u0022","count":1}]""",
            Text(await JsonAsync("/stats/architecture")));
        Assert.Contains("\ntelemetry_starts_total 4\n", await (await AskAsync("/metrics", accept: "text/plain")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_mean_start_has_two_decimals()
    {
        await App.StoreAsync(Start(0, "a", "x86_64", "1.0", 100), Start(0, "b", "x86_64", "1.0", 100), Start(0, "c", "x86_64", "1.0", 101));

        Assert.Equal(100.33m, (await JsonAsync("/metrics")).GetProperty("avg_startup_time_ms").GetDecimal());
    }

    [Fact]
    public async Task Deployments_are_the_last_100_starts_newest_first()
    {
        var days = Enumerable.Range(0, 130).Select(number => number < 90 ? 0 : number - 80).ToList();
        await App.StoreAsync([.. days.Select((day, number) => (Report)(Start(day, $"{number:000}", "x86_64", "1.0", (ulong)number) with { At = App.Clock.GetUtcNow().AddDays(-day).AddSeconds(-number) }))]);

        var deployments = await JsonAsync("/deployments");

        Assert.Equal(Enumerable.Range(0, 100).Select(number => $"{number:000}"), deployments.EnumerateArray().Select(start => start.GetProperty("instance_id").GetString()));
        Assert.Equal(100, deployments.EnumerateArray().Select(start => start.GetProperty("id").GetInt64()).Distinct().Count());
        Assert.Equal(
            ["id", "instance_id", "image_version", "architecture", "container_runtime", "startup_time_ms", "created_at"],
            deployments[0].EnumerateObject().Select(property => property.Name));
        Assert.Equal((7ul, "x86_64", "1.0", "docker"), (
            deployments[7].GetProperty("startup_time_ms").GetUInt64(),
            deployments[7].GetProperty("architecture").GetString(),
            deployments[7].GetProperty("image_version").GetString(),
            deployments[7].GetProperty("container_runtime").GetString()));
        Assert.EndsWith("Z", deployments[0].GetProperty("created_at").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fewer_starts_than_100_are_all_of_them()
    {
        await App.StoreAsync(Start(0, "new", "x86_64", "1.0", ulong.MaxValue), Start(200, "old", "x86_64", "1.0", 0));

        var deployments = await JsonAsync("/deployments");

        Assert.Equal(["new", "old"], deployments.EnumerateArray().Select(start => start.GetProperty("instance_id").GetString()));
        Assert.Equal(ulong.MaxValue, deployments[0].GetProperty("startup_time_ms").GetUInt64());
    }

    [Fact]
    public async Task Counters_of_runs_only_grow_and_gauges_follow()
    {
        var run = new TestRun();
        await App.StoreAsync(run.Posts("installing"), new TestRun().Posts("success"), new TestRun().Posts("success"), new TestRun().Fails(1), new TestRun().Posts("aborted"));
        Assert.Equal((5, 2, 1, 1, 1, 66.7), await ScrapeAsync());

        await App.StoreAsync(run.Fails(1, after: TimeSpan.FromSeconds(1)));
        Assert.Equal((5, 2, 2, 1, 0, 50), await ScrapeAsync());

        // It came to an outcome, and then to another one.
        await App.StoreAsync(run.Posts("success", TimeSpan.FromSeconds(2)));
        Assert.Equal((5, 3, 2, 1, 0, 75), await ScrapeAsync());
    }

    [Fact]
    public async Task Quarantine_shows_the_newest_first_by_kind_and_in_pages()
    {
        await App.StoreAsync([.. Enumerable.Range(0, 3).Select(number => (Report)new PostRefused
        {
            ReceivedAt = App.Clock.GetUtcNow(), Digest = Guid.NewGuid(), Reason = $"reason {number}", Body = number == 1 ? null : $"body {number}",
        })]);
        await App.ExecuteAsync("insert into analytics.quarantine (received_at, kind, reason, body) values (now(), 'snapshot', 'other', 'x')");

        var (all, total) = await QuarantineAsync("");
        Assert.Equal("4", total);
        Assert.Equal(["id", "quarantined_at", "received_at", "kind", "reason", "body"], all[0].EnumerateObject().Select(property => property.Name));
        var ids = all.EnumerateArray().Select(entry => entry.GetProperty("id").GetInt64()).ToList();
        Assert.Equal(ids.OrderDescending(), ids);

        var (refused, refusedTotal) = await QuarantineAsync("?kind=refused&limit=2&offset=1");
        Assert.Equal(("3", 2), (refusedTotal, refused.GetArrayLength()));
        var (rest, _) = await QuarantineAsync("?kind=refused&limit=1");
        Assert.Equal(
            [("reason 0", "body 0"), ("reason 1", ""), ("reason 2", "body 2")],
            refused.EnumerateArray().Concat(rest.EnumerateArray()).Select(entry => (entry.GetProperty("reason").GetString()!, entry.GetProperty("body").GetString()!)).Order());
        Assert.Equal("[]", Text((await QuarantineAsync("?kind=run")).Json));
    }

    private StartReported Start(int daysAgo, string instance, string architecture, string version, ulong startupTime) => new()
    {
        ReceivedAt = App.Clock.GetUtcNow(),
        At = App.Clock.GetUtcNow().AddDays(-daysAgo),
        Digest = Guid.NewGuid(),
        InstanceId = instance,
        ImageVersion = version,
        Architecture = architecture,
        ContainerRuntime = "docker",
        StartupTimeMs = startupTime,
        DbType = "postgres",
        TelemetryVersion = "1",
    };

    private async Task<(JsonElement Json, string Total)> QuarantineAsync(string query)
    {
        var answer = await AskAsync($"/api/v1/admin/quarantine{query}");
        return (JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync()), Assert.Single(answer.Headers.GetValues("X-Total-Count")));
    }

    private async Task<(int Installs, int Success, int Failed, int Aborted, int Pending, double Rate)> ScrapeAsync()
    {
        var text = await (await AskAsync("/metrics", accept: "text/plain")).Content.ReadAsStringAsync();
        return ((int)Value("installs_total"), (int)Value("installs_success_total"), (int)Value("installs_failed_total"), (int)Value("installs_aborted_total"), (int)Value("installs_pending"), Value("success_rate"));

        double Value(string name) => double.Parse(
            Assert.Single(text.Split('\n'), line => line.StartsWith($"telemetry_{name} ", StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture);
    }
}
