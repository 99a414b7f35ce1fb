using Telemetry.Aggregation.Runs;

namespace Telemetry.Tests.Aggregation.Reads;

[Collection(Servers.OfReads)]
public sealed class ErrorsTests(ReadsHost host) : RunsTestBase<ReadsHost>(host)
{
    [Fact]
    public async Task Errors_equal_a_count_over_all_runs()
    {
        await StoreRunsAsync();

        foreach (var query in Scopes)
        {
            var response = await GetJsonAsync($"/api/errors?{query}");

            var scope = ScopeOf(query);
            var runs = RunsIn(scope);
            var errors = runs.Where(run => run.IsError).ToList();
            AssertField(response, "total_errors", errors.Count);
            AssertField(response, "total_installs", runs.Count);
            AssertField(response, "overall_fail_rate", Percent(Number("failed"), Number("failed") + Number("success")));
            AssertField(response, "exit_code_stats", errors.Where(run => run.ExitCode >= 0).GroupBy(run => run.ExitCode)
                .OrderByDescending(group => group.Count()).ThenBy(group => group.Key)
                .Select(group => new
                {
                    exit_code = group.Key,
                    count = group.Count(),
                    percentage = Percent(group.Count(), errors.Count),
                    description = ExitCodes.Describe(group.Key),
                    category = ExitCodes.All.GetValueOrDefault(group.Key)?.Category ?? "unknown",
                }));
            AssertField(response, "category_stats", Top(errors.Select(run => run.Category)).Select(top => new
            {
                category = top.Value,
                count = top.Count,
                percentage = Percent(top.Count, errors.Count),
                top_apps = string.Join(
                    ", ", Top(errors.Where(run => run.Category == top.Value).Select(run => run.App), limit: 3).Select(app => app.Value)),
            }));
            AssertField(response, "app_errors", runs.GroupBy(run => (run.App, run.Type)).Where(group => group.Any(run => run.IsError))
                .Select(group => new
                {
                    app = group.Key.App,
                    type = group.Key.Type,
                    total_count = group.Count(),
                    failed_count = group.Count(run => run.Status == "failed"),
                    aborted_count = group.Count(run => run.Status == "aborted"),
                    failure_rate = Percent(
                        group.Count(run => run.Status == "failed"), group.Count(run => run.Status is "failed" or "success")),
                    top_exit_code = Top(group.Where(run => run.IsError && run.ExitCode >= 0)
                        .Select(run => run.ExitCode)).FirstOrDefault().Value,
                    top_error = Top(group.Where(run => run.IsError && run.Pattern.Length > 0)
                        .Select(run => run.Pattern)).FirstOrDefault().Value
                        ?? "",
                    top_category = Top(group.Where(run => run.IsError).Select(run => run.Category)).FirstOrDefault().Value ?? "",
                })
                .OrderByDescending(app => app.failed_count).ThenByDescending(app => app.aborted_count)
                .ThenBy(app => app.app, StringComparer.Ordinal).ThenBy(app => app.type, StringComparer.Ordinal)
                .Take(50));
            AssertField(response, "recent_errors", errors.Take(50).Select(run => new
            {
                nsapp = run.App,
                type = run.Type,
                status = run.Status,
                exit_code = Math.Max(run.ExitCode, 0),
                error_category = run.Category,
                os_type = run.Os,
                os_version = run.OsVersion,
                created = run.Created,
                error = run.Error,
            }));
            AssertField(response, "error_timeline", DaysOf(scope).Select(day => new
            {
                date = day,
                failed = errors.Count(run => run.Day == day && run.Status == "failed"),
                aborted = errors.Count(run => run.Day == day && run.Status == "aborted"),
            }));
            AssertField(response, "stuck_installing", 0);

            int Number(string status) => runs.Count(run => run.Status == status);
        }
    }

    [Fact]
    public async Task Recent_errors_show_the_end_of_a_long_log()
    {
        await App.StoreAsync(new TestRun().Fails(1, new string('x', 100_000) + "🧀" + new string('y', 3999)));

        var error = Assert.Single((await GetJsonAsync("/api/errors?days=2")).GetProperty("recent_errors").EnumerateArray())
            .GetProperty("error")
            .GetString();

        Assert.Equal(new string('y', 3999), error);
        Assert.Equal(
            104_001,
            Assert.Single((await GetJsonAsync("/api/records?days=2")).GetProperty("records").EnumerateArray())
                .GetProperty("error")
                .GetString()!.Length);
    }

    [Fact]
    public async Task Exit_codes_have_descriptions()
    {
        var codes = await GetJsonAsync("/api/exit-codes");

        Assert.Equal(ExitCodes.All.Keys.Order().Select(code => code.ToString()), codes.EnumerateObject().Select(code => code.Name));
        Assert.All(codes.EnumerateObject(), code => Assert.Equal(ExitCodes.Describe(int.Parse(code.Name)), code.Value.GetString()));
    }
}

/// <summary>Runs without an outcome.</summary>
[Collection(Servers.OfReads)]
public sealed class CleanupTests(RunHost host) : ReadsTest<RunHost>(host)
{
    [Fact]
    public async Task Stuck_runs_are_counted_and_closed_once_on_demand()
    {
        var runs = Enumerable.Range(0, 3).Select(_ => new TestRun(start: App.Clock.GetUtcNow())).ToArray();
        await App.StoreAsync([
            .. runs.Select(run => run.Posts("installing")), new TestRun(start: App.Clock.GetUtcNow().AddHours(3)).Posts("installing"),
        ]);
        await ExpectAsync(stuck: 0);

        App.Clock.Advance(TimeSpan.FromHours(3));

        await ExpectAsync(stuck: 3);
        Assert.Equal(3, (await GetJsonAsync("/api/errors?days=3")).GetProperty("stuck_installing").GetInt32());
        Assert.Equal("""{"updated":3,"message":"3 runs closed"}""", await RunAsync());
        await ExpectAsync(stuck: 0);
        Assert.Equal("""{"updated":0,"message":"0 runs closed"}""", await RunAsync());
        Assert.Equal(
            3, await App.ScalarAsync<long>("select count(*) from analytics.runs where status = 'unknown' and category = 'timeout'"));
    }

    private async Task ExpectAsync(int stuck) =>
        Assert.Equal(
            $$"""{"stuck_count":{{stuck}},"stuck_after_hours":1,"check_interval":"1m0s","enabled":true}""",
            Text(await GetJsonAsync("/api/cleanup/status")));

    private async Task<string> RunAsync()
    {
        using var client = App.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", AggregationApp.Password);
        return await (await client.PostAsync("/api/cleanup/run", content: null)).Content.ReadAsStringAsync();
    }
}
