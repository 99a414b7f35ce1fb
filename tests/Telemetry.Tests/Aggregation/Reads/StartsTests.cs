using System.Globalization;

namespace Telemetry.Tests.Aggregation.Reads;

[Collection(Servers.OfReads)]
public sealed class StartsTests(ReadsHost host) : ReadsTest<ReadsHost>(host)
{
    [Fact]
    public async Task Starts_are_counted_by_architecture_and_version()
    {
        await App.StoreAsync(
            Start(0, "a", "x86_64", "1.0", 100),
            Start(1, "a", "x86_64", "1.1", 101),
            Start(40, "b", "aarch64", "1.1", 0),
            Start(400, "c", "weird \"arch\"", "1.1", ulong.MaxValue));

        Assert.Equal(
            """
            {"total_deployments":4,"unique_instances":3,
            "architecture_breakdown":[{"architecture":"x86_64","count":2},{"architecture":"aarch64","count":1},
            {"architecture":"weird \u0022arch\u0022","count":1}],
            "version_breakdown":[{"version":"1.1","count":3},{"version":"1.0","count":1}],"avg_startup_time_ms":4611686018427387954}
            """.ReplaceLineEndings(""),
            Text(await GetJsonAsync("/metrics")));
        Assert.Equal(
            """[{"architecture":"x86_64","count":2},{"architecture":"aarch64","count":1},"""
                + """{"architecture":"weird \u0022arch\u0022","count":1}]""",
            Text(await GetJsonAsync("/stats/architecture")));
        Assert.Contains(
            "\ntelemetry_starts_total 4\n",
            await (await GetAsync("/metrics", accept: "text/plain")).Content.ReadAsStringAsync(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_mean_startup_time_has_two_decimals()
    {
        await App.StoreAsync(Start(0, "a", "x86_64", "1.0", 100), Start(0, "b", "x86_64", "1.0", 100), Start(0, "c", "x86_64", "1.0", 101));

        Assert.Equal(100.33m, (await GetJsonAsync("/metrics")).GetProperty("avg_startup_time_ms").GetDecimal());
    }

    [Fact]
    public async Task Deployments_are_the_last_100_starts_newest_first()
    {
        var days = Enumerable.Range(0, 130).Select(number => number < 90 ? 0 : number - 80).ToList();
        await App.StoreAsync([.. days.Select((day, number) => (Report)(Start(day, $"{number:000}", "x86_64", "1.0", (ulong)number) with
        {
            At = App.Clock.GetUtcNow().AddDays(-day).AddSeconds(-number),
        }))]);

        var deployments = await GetJsonAsync("/deployments");

        Assert.Equal(
            Enumerable.Range(0, 100).Select(number => $"{number:000}"),
            deployments.EnumerateArray().Select(start => start.GetProperty("instance_id").GetString()));
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
    public async Task Deployments_list_every_start_if_there_are_fewer_than_100()
    {
        await App.StoreAsync(Start(0, "new", "x86_64", "1.0", ulong.MaxValue), Start(200, "old", "x86_64", "1.0", 0));

        var deployments = await GetJsonAsync("/deployments");

        Assert.Equal(["new", "old"], deployments.EnumerateArray().Select(start => start.GetProperty("instance_id").GetString()));
        Assert.Equal(ulong.MaxValue, deployments[0].GetProperty("startup_time_ms").GetUInt64());
    }

    [Fact]
    public async Task Starts_by_day_equal_a_count_over_all_starts()
    {
        App.Clock.Advance(App.Clock.GetUtcNow().UtcDateTime.Date.AddHours(36) - App.Clock.GetUtcNow().UtcDateTime);
        var random = new Random(3);
        var starts = Enumerable.Range(0, 300)
            .Select(_ => Start(
                random.Next(12),
                $"{random.Next(200)}",
                random.Next(3) == 0 ? "aarch64" : "x86_64",
                $"1.{random.Next(3)}",
                (ulong)Math.Pow(10, random.NextDouble() * 6)))
            .ToList();
        // Two batches that share some starts.
        await App.StoreAsync([.. starts.Take(180)]);
        await App.StoreAsync([.. starts.Skip(150)]);
        var today = DateOnly.FromDateTime(App.Clock.GetUtcNow().UtcDateTime);
        DateOnly DayOf(StartReported start) => DateOnly.FromDateTime(start.At.UtcDateTime);

        foreach (var days in new[] { 1, 5, 30 })
        {
            var response = await GetJsonAsync($"/api/v1/admin/starts?days={days}");

            var expected = starts.Where(start => DayOf(start) > today.AddDays(-days)).ToList();
            var before = starts.Where(start => DayOf(start) <= today.AddDays(-days) && DayOf(start) > today.AddDays(-2 * days)).ToList();
            Assert.Equal(
                (expected.Count, 300),
                (response.GetProperty("total_deployments").GetInt32(), response.GetProperty("total_all_time").GetInt32()));
            Assert.Equal(
                before.Count == 0 ? "" : $"{before.Count}",
                response.GetProperty("previous") is { ValueKind: JsonValueKind.Object } previous
                    ? $"{previous.GetProperty("total_deployments")}"
                    : "");
            Assert.Equal(
                expected.GroupBy(start => start.ImageVersion)
                    .Select(group => (group.Key, group.Count()))
                    .OrderByDescending(one => one.Item2)
                    .ThenBy(one => one.Key, StringComparer.Ordinal),
                response.GetProperty("versions")
                    .EnumerateArray()
                    .Select(one => (one.GetProperty("version").GetString()!, one.GetProperty("count").GetInt32())));
            Assert.Equal(
                expected.Count,
                response.GetProperty("architectures").EnumerateArray().Sum(one => one.GetProperty("count").GetInt32()));
            AssertTimes(expected, response);

            var daily = response.GetProperty("daily_stats").EnumerateArray().ToList();
            Assert.Equal(
                Enumerable.Range(0, days).Select(day => today.AddDays(day + 1 - days)),
                daily.Select(day => DateOnly.Parse(day.GetProperty("date").GetString()!, CultureInfo.InvariantCulture)));
            Assert.Equal(response.GetProperty("unique_instances").GetInt32(), daily.Sum(day => day.GetProperty("instances").GetInt32()));
            foreach (var (day, stats) in daily.Select((stats, i) => (today.AddDays(i + 1 - days), stats)))
            {
                Assert.Equal(expected.Count(start => DayOf(start) == day), stats.GetProperty("starts").GetInt32());
                AssertTimes([.. expected.Where(start => DayOf(start) == day)], stats);
            }
        }
    }

    [Fact]
    public async Task A_startup_time_is_within_1_6_percent_of_the_middle_of_its_bucket()
    {
        foreach (var milliseconds in new[] { 0, 1, 31, 32, 63, 64, 65, 4095, 4096, 1_234_567, 4_611_686_018_427_387_904 })
        {
            var middle = await App.ScalarAsync<decimal>($"select analytics.startup_of_bucket(analytics.startup_bucket({milliseconds}))");
            var grows = await App.ScalarAsync<bool>(
                $"select analytics.startup_bucket({milliseconds}) <= analytics.startup_bucket({milliseconds} + 1)");

            Assert.InRange(middle, milliseconds * (1 - (1m / 64)), milliseconds * (1 + (1m / 64)));
            Assert.True(grows);
        }

        Assert.Equal(1856, await App.ScalarAsync<short>("select analytics.startup_bucket(18446744073709551615)"));
    }

    private static void AssertTimes(IReadOnlyCollection<StartReported> starts, JsonElement response)
    {
        var ordered = starts.Select(start => (double)start.StartupTimeMs).Order().ToList();
        var mean = response.GetProperty("avg_startup_time_ms").GetDouble();
        var slow = response.GetProperty("p95_startup_time_ms").GetDouble();
        if (ordered.Count == 0)
        {
            Assert.Equal((0, 0), (mean, slow));
            return;
        }

        Assert.Equal(ordered.Average(), mean, 0.051);
        var exact = ordered[(int)Math.Ceiling(0.95 * ordered.Count) - 1];
        Assert.InRange(slow, (exact * (1 - (1 / 64.0))) - 0.1, (exact * (1 + (1 / 64.0))) + 0.1);
    }

    [Fact]
    public async Task Counters_of_runs_only_grow_and_gauges_show_the_current_state()
    {
        var run = new TestRun();
        await App.StoreAsync(
            run.Posts("installing"),
            new TestRun().Posts("success"),
            new TestRun().Posts("success"),
            new TestRun().Fails(1),
            new TestRun().Posts("aborted"));
        Assert.Equal((5, 2, 1, 1, 1, 66.7), await ScrapeAsync());

        await App.StoreAsync(run.Fails(1, after: TimeSpan.FromSeconds(1)));
        Assert.Equal((5, 2, 2, 1, 0, 50), await ScrapeAsync());

        // A second outcome replaces the first.
        await App.StoreAsync(run.Posts("success", TimeSpan.FromSeconds(2)));
        Assert.Equal((5, 3, 2, 1, 0, 75), await ScrapeAsync());
    }

    [Fact]
    public async Task Quarantine_is_listed_newest_first_by_kind_and_in_pages()
    {
        await App.StoreAsync([.. Enumerable.Range(0, 3).Select(number => (Report)new PostRefused
        {
            ReceivedAt = App.Clock.GetUtcNow(), Digest = Guid.NewGuid(), Reason = $"reason {number}", Body = number == 1
                ? null
                : $"body {number}",
        })]);
        await App.ExecuteAsync("insert into analytics.quarantine (received_at, kind, reason, body) values (now(), 'snapshot', "
            + "'other', 'x')");

        var (all, total) = await QuarantineAsync("");
        Assert.Equal("4", total);
        Assert.Equal(
            ["id", "quarantined_at", "received_at", "kind", "reason", "body", "client"],
            all[0].EnumerateObject().Select(property => property.Name));
        var ids = all.EnumerateArray().Select(entry => entry.GetProperty("id").GetInt64()).ToList();
        Assert.Equal(ids.OrderDescending(), ids);

        var (refused, refusedTotal) = await QuarantineAsync("?kind=refused&limit=2&offset=1");
        Assert.Equal(("3", 2), (refusedTotal, refused.GetArrayLength()));
        var (rest, _) = await QuarantineAsync("?kind=refused&limit=1");
        Assert.Equal(
            [("reason 0", "body 0"), ("reason 1", ""), ("reason 2", "body 2")],
            refused.EnumerateArray()
                .Concat(rest.EnumerateArray())
                .Select(entry => (entry.GetProperty("reason").GetString()!, entry.GetProperty("body").GetString()!))
                .Order());
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
        var response = await GetAsync($"/api/v1/admin/quarantine{query}");
        return (JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()),
        Assert.Single(response.Headers.GetValues("X-Total-Count")));
    }

    private async Task<(int Installs, int Success, int Failed, int Aborted, int Pending, double Rate)> ScrapeAsync()
    {
        var text = await (await GetAsync("/metrics", accept: "text/plain")).Content.ReadAsStringAsync();
        return ((int)Value("installs_total"), (int)Value("installs_success_total"), (int)Value("installs_failed_total"),
        (int)Value("installs_aborted_total"), (int)Value("installs_pending"), Value("success_rate"));

        double Value(string name) => double.Parse(
            Assert.Single(text.Split('\n'), line => line.StartsWith($"telemetry_{name} ", StringComparison.Ordinal)).Split(' ')[1],
            CultureInfo.InvariantCulture);
    }
}
