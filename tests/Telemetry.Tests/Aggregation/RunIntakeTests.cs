using Telemetry.Tests.Fixtures;

namespace Telemetry.Tests.Aggregation;

[Collection(Servers.Collection)]
public sealed class RunIntakeTests(Servers servers) : AggregationFixture(servers)
{
    [Fact]
    public async Task Nine_posts_of_one_install_are_one_run_with_its_steps_in_order_and_its_outcome()
    {
        var run = new TestRun(start: new(2026, 5, 4, 23, 59, 50, TimeSpan.Zero));
        var posts = new[]
        {
            run.Begins(),
            run.Posts("validation", TimeSpan.FromSeconds(2)),
            run.Posts("installing", TimeSpan.FromSeconds(5)),
            run.Posts("installing", TimeSpan.FromSeconds(6)),
            run.Posts("configuring", TimeSpan.FromSeconds(20)),
            run.Posts("configuring", TimeSpan.FromSeconds(30)),
            run.Posts("configuring", TimeSpan.FromSeconds(40)),
            run.Posts("success", TimeSpan.FromSeconds(61)) with { ExitCode = 0, InstallDuration = 61 },
            run.Posts("success", TimeSpan.FromSeconds(62.5)) with { InstallDuration = 61 },
        };

        foreach (var pair in posts.Chunk(2))
            await App.StoreAsync([.. pair]);

        Assert.Equal(["run | 9 | 0 | 0"], await AccountAsync());
        Assert.Equal(
            ["success | success | 0 | 61 | debian | 13 | 8.4.1 | default | 2 | 2048 | 8 | intel | "],
            await App.RowsAsync(
                """
                select status, status_sent, exit_code, install_duration, os_type, os_version, pve_version, method, core_count, ram_size, disk_size,
                  gpu_vendor, category
                from analytics.runs
                """));
        Assert.Equal(
            ["installing 2026-05-04T23:59:50Z,validation 2026-05-04T23:59:52Z,installing 2026-05-04T23:59:55Z,configuring 2026-05-05T00:00:10Z,success 2026-05-05T00:00:51Z"],
            await App.RowsAsync("select string_agg(s ->> 's' || ' ' || (s ->> 't'), ',') from analytics.runs, jsonb_array_elements(steps) s"));
        Assert.Equal(
            ["2026-05-04 | ProxmoxVE | community-scripts/ProxmoxVE | 1 | 0 | 1 | 0 | 0 | 0 | 61 | 1 | 2 | 1 | 2048 | 1 | 8 | 1"],
            await App.RowsAsync("select day::text, repo, slug, runs, installing, success, failed, aborted, unknown, duration_sum, duration_count, cores_sum, cores_count, ram_sum, ram_count, disk_sum, disk_count from analytics.run_days"));
        Assert.Equal(["installs | 1", "success | 1"], await App.RowsAsync("select counter, value from analytics.run_counters"));
    }

    private Task<IReadOnlyList<string>> AccountAsync() =>
        App.RowsAsync("select kind, stored, duplicates, quarantined from analytics.account");
}
