namespace Telemetry.Tests.Aggregation.Reads;

[Collection(Servers.OfReads)]
public sealed class DashboardTests(ReadsHost host) : RunsTestBase<ReadsHost>(host)
{
    [Fact]
    public async Task The_dashboard_equals_a_count_over_all_runs()
    {
        await StoreRunsAsync();

        foreach (var query in Scopes)
        {
            var dashboard = await GetJsonAsync($"/api/dashboard?{query}");

            var scope = ScopeOf(query);
            var runs = RunsIn(scope);
            AssertField(dashboard, "total_installs", runs.Count);
            AssertField(dashboard, "sample_size", runs.Count);
            AssertField(dashboard, "total_all_time", RunsIn(scope with { From = DateOnly.MinValue }).Count);
            AssertField(dashboard, "success_count", Number("success"));
            AssertField(dashboard, "failed_count", Number("failed"));
            AssertField(dashboard, "aborted_count", Number("aborted"));
            AssertField(dashboard, "installing_count", runs.Count(run => run.IsOpen));
            AssertField(dashboard, "success_rate", Percent(Number("success"), Number("success") + Number("failed")));
            AssertCounts(dashboard, "top_apps", "app", runs.Select(run => run.App));
            AssertCounts(dashboard, "os_distribution", "os", runs.Select(run => run.Os).Where(os => os.Length > 0));
            AssertCounts(dashboard, "method_stats", "method", runs.Select(run => run.Method).Where(method => method.Length > 0));
            AssertCounts(dashboard, "pve_versions", "version", runs.Select(run => run.Pve).Where(pve => pve.Length > 0));
            AssertCounts(dashboard, "type_stats", "type", runs.Select(run => run.Type));
            AssertCounts(dashboard, "top_tools", "tool", OfType("tool"));
            AssertCounts(dashboard, "top_addons", "addon", OfType("addon"));
            AssertCounts(dashboard, "repo_slugs", "slug", runs.Select(run => run.Slug).Where(slug => slug.Length > 0));
            AssertCounts(dashboard, "error_categories", "category", runs.Where(run => run.IsError).Select(run => run.Category));
            AssertField(
                dashboard,
                "gpu_stats",
                Top(
                    runs.Where(run => run.GpuVendor.Length > 0).Select(run => (run.GpuVendor, run.GpuPassthrough)),
                    name: gpu => $"{gpu.GpuVendor}\x1f{gpu.GpuPassthrough}")
                    .Select(top => new { vendor = top.Value.GpuVendor, passthrough = top.Value.GpuPassthrough, count = top.Count }));
            AssertField(dashboard, "total_tools", OfType("tool").Count());
            AssertField(dashboard, "total_addons", OfType("addon").Count());
            AssertField(
                dashboard,
                "avg_install_duration",
                Mean(runs.Where(run => run.Status == "success").Select(run => run.Duration).Where(duration => duration > 0)));
            AssertField(
                dashboard,
                "error_analysis",
                Top(runs.Where(run => run.IsError && run.Pattern.Length > 0).Select(run => run.Pattern)).Select(top => new
                {
                    pattern = top.Value,
                    count = top.Count,
                    unique_apps = With(top.Value).Distinct().Count(),
                    apps = string.Join(", ", Top(With(top.Value), limit: 5).Select(app => app.Value)),
                }));
            AssertField(dashboard, "failed_apps", runs.GroupBy(run => (run.App, run.Type))
                .Select(group => new
                {
                    app = group.Key.App,
                    type = group.Key.Type,
                    total_count = group.Count(),
                    failed_count = group.Count(run => run.Status == "failed"),
                    failure_rate = Percent(
                        group.Count(run => run.Status == "failed"), group.Count(run => run.Status is "failed" or "success")),
                })
                .Where(app => app.total_count >= 10 && app.failed_count > 0)
                .OrderByDescending(app => app.failure_rate).ThenByDescending(app => app.failed_count)
                .ThenBy(app => app.app, StringComparer.Ordinal).ThenBy(app => app.type, StringComparer.Ordinal)
                .Take(20));
            AssertField(dashboard, "daily_stats", DaysOf(scope).Select(day => new
            {
                date = day,
                success = runs.Count(run => run.Day == day && run.Status == "success"),
                failed = runs.Count(run => run.Day == day && run.Status == "failed"),
                aborted = runs.Count(run => run.Day == day && run.Status == "aborted"),
            }));
            AssertField(dashboard, "previous", Previous(scope));
            AssertField(dashboard, "resource_trends", DaysOf(scope).Select(day => new
            {
                date = day,
                runs = runs.Count(run => run.Day == day),
                avg_cores = Mean(On(day, run => run.Cores)),
                avg_ram_mb = Mean(On(day, run => run.Ram)),
                avg_disk_gb = Mean(On(day, run => run.Disk)),
            }));
            Assert.Equal(
                runs.Take(20).Select(run => run.Id),
                dashboard.GetProperty("recent_records").EnumerateArray().Select(record => record.GetProperty("execution_id").GetString()));

            int Number(string status) => runs.Count(run => run.Status == status);
            IEnumerable<string> OfType(string type) => runs.Where(run => run.Type == type).Select(run => run.App);
            IEnumerable<string> With(string pattern) => runs.Where(run => run.IsError && run.Pattern == pattern).Select(run => run.App);
            IEnumerable<int> On(DateOnly day, Func<Run, int> value) =>
                runs.Where(run => run.Day == day).Select(value).Where(number => number > 0);
        }
    }

    private object Previous(Scope scope)
    {
        var runs = Runs.Where(run => run.Day < scope.From
            && run.Day >= scope.From.AddDays(-scope.Days)
            && (scope.Repo == "all" || run.Repo == scope.Repo)
            && (scope.Slug is null || run.Slug == scope.Slug)).ToList();
        int Number(string status) => runs.Count(run => run.Status == status);
        return runs.Count == 0 ? null! : new
        {
            total_installs = runs.Count,
            success_count = Number("success"),
            failed_count = Number("failed"),
            aborted_count = Number("aborted"),
            installing_count = runs.Count(run => run.IsOpen),
            success_rate = Percent(Number("success"), Number("success") + Number("failed")),
            avg_install_duration = Mean(runs.Where(run => run.Status == "success")
                .Select(run => run.Duration)
                .Where(duration => duration > 0)),
        };
    }

    [Fact]
    public async Task Failing_scripts_have_at_least_10_runs()
    {
        foreach (var (script, runs) in new[] { ("nine", 9), ("ten", 10) })
            await App.StoreAsync([.. Enumerable.Range(0, runs).Select(_ => new TestRun(script).Fails(1))]);

        var app = Assert.Single((await GetJsonAsync("/api/dashboard?days=2")).GetProperty("failed_apps").EnumerateArray());

        Assert.Equal("""{"app":"ten","type":"lxc","total_count":10,"failed_count":10,"failure_rate":100}""", Text(app));
    }

    [Fact]
    public async Task Totals_are_read_from_rollups_and_not_from_runs()
    {
        await StoreRunsAsync();
        var before = await GetJsonAsync("/api/dashboard?days=365&repo=all");

        await App.ExecuteAsync("truncate analytics.runs");

        var after = await GetJsonAsync("/api/dashboard?days=365&repo=all");
        Assert.Empty(after.GetProperty("recent_records").EnumerateArray());
        foreach (var field in before.EnumerateObject().Where(field => field.Name != "recent_records"))
            Assert.Equal(Text(field.Value), Text(after.GetProperty(field.Name)));
    }

    [Fact]
    public async Task Reads_of_rollups_do_not_wait_for_locks_on_runs_and_starts()
    {
        await StoreRunsAsync(count: 20);
        await using var connection = await App.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var command = new Npgsql.NpgsqlCommand(
            "lock table analytics.runs, analytics.starts in access exclusive mode", connection))
            await command.ExecuteNonQueryAsync();

        foreach (var path in new[] { "/api/scripts", "/api/repo-slugs", "/metrics", "/stats/architecture" })
            Assert.True((await GetAsync(path)).IsSuccessStatusCode, path);
        Assert.True((await GetAsync("/metrics", accept: "text/plain")).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Scripts_have_counts_age_and_installs_per_day()
    {
        await StoreRunsAsync();

        foreach (var query in Scopes)
        {
            var response = await GetJsonAsync($"/api/scripts?{query}");

            var scope = ScopeOf(query);
            var scripts = RunsIn(scope).GroupBy(run => (run.App, run.Type)).Select(group =>
            {
                var age = Today.DayNumber - Runs.Where(run => run.App == group.Key.App
                    && run.Type == group.Key.Type
                    && (scope.Repo == "all" || run.Repo == scope.Repo)).Min(run => run.Day).DayNumber;
                int Number(string status) => group.Count(run => run.Status == status);
                return new
                {
                    app = group.Key.App,
                    type = group.Key.Type,
                    total = group.Count(),
                    success = Number("success"),
                    failed = Number("failed"),
                    aborted = Number("aborted"),
                    installing = group.Count(run => run.IsOpen),
                    success_rate = Percent(Number("success"), Number("success") + Number("failed")),
                    days_old = age,
                    installs_per_day = Math.Round((decimal)group.Count() / Math.Min(scope.Days, age + 1), 2, MidpointRounding.AwayFromZero),
                };
            }).OrderBy(script => script.app, StringComparer.Ordinal).ThenBy(script => script.type, StringComparer.Ordinal).ToList();
            AssertField(response, "total_scripts", scripts.Count);
            AssertField(response, "total_installs", RunsIn(scope).Count);
            AssertField(response, "top_scripts", scripts.OrderByDescending(script => script.total).Take(100));
            AssertField(response, "recent_scripts", scripts.OrderBy(script => script.days_old).Take(20));
            AssertCounts(
                await GetJsonAsync($"/api/repo-slugs?{query}"),
                "repo_slugs", "slug", RunsIn(scope).Select(run => run.Slug).Where(slug => slug.Length > 0));
        }
    }
}
