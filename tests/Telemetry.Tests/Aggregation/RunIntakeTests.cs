namespace Telemetry.Tests.Aggregation;

[Collection(Servers.OfAggregation)]
public sealed class RunIntakeTests(RunHost host) : AggregationTest<RunHost>(host)
{
    private static readonly DateTimeOffset Start = new(2026, 5, 4, 23, 59, 50, TimeSpan.Zero);

    [Fact]
    public async Task Nine_posts_of_one_install_become_one_run_with_ordered_steps_and_an_outcome()
    {
        var run = new TestRun(start: Start);
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

        Assert.Equal(["run | 9 | 0 | 0"], await App.AccountAsync());
        Assert.Equal(
            ["success | success | 0 | 61 | debian | 13 | 8.4.1 | default | 2 | 2048 | 8 | intel | "],
            await App.RowsAsync(
                """
                select status, status_sent, exit_code, install_duration, os_type, os_version, pve_version, method, core_count, ram_size,
                  disk_size,
                  gpu_vendor, category
                from analytics.runs
                """));
        Assert.Equal(
            [
                "installing 2026-05-04T23:59:50Z,validation 2026-05-04T23:59:52Z,installing 2026-05-04T23:59:55Z,"
                + "configuring 2026-05-05T00:00:10Z,success 2026-05-05T00:00:51Z",
            ],
            await App.RowsAsync(
                "select string_agg(s ->> 's' || ' ' || (s ->> 't'), ',') from analytics.runs, jsonb_array_elements(steps) s"));
        Assert.Equal(
            ["2026-05-04 | ProxmoxVE | community-scripts/ProxmoxVE | 1 | 0 | 1 | 0 | 0 | 0 | 61 | 1 | 2 | 1 | 2048 | 1 | 8 | 1"],
            await App.RowsAsync(
                """
                select day::text, repo, slug, runs, installing, success, failed, aborted, unknown, duration_sum, duration_count,
                cores_sum, cores_count, ram_sum, ram_count, disk_sum, disk_count
                from analytics.run_days
                """));
        Assert.Equal(["installs | 1", "success | 1"], await App.RowsAsync("select counter, value from analytics.run_counters"));
        Assert.Equal(["ProxmoxVE | homeassistant | lxc | 2026-05-04"], await App.RowsAsync(
            "select repo, app, type, first_day::text from analytics.run_scripts"));
    }

    [Fact]
    public async Task All_fields_of_the_posts_are_stored()
    {
        var run = new TestRun(start: Start);
        var begin = run.Begins();
        var end = run.Fails(1, "the log's end", TimeSpan.FromSeconds(7)) with { ErrorCategory = "config" };

        await App.StoreAsync(begin);
        await App.StoreAsync(end);

        Assert.Equal(
            [
                $"{run.ExecutionId} | {begin.RandomId} | homeassistant | lxc | failed | failed | 1 | the log's end | "
                + "config | config | the log's end | ProxmoxVE | community-scripts/ProxmoxVE | debian | 13 | 8.4.1 | default | "
                + "1 | 8 | 2 | 2048 |  | False | "
                + "x86_64 | proxmox | intel | Iris Xe | igpu | intel | N100 | 4800 | False",
            ],
            await App.RowsAsync(
                """
                select execution_id, random_id, app, type, status, status_sent, exit_code, error, category, category_sent, pattern, repo,
                  slug, os_type, os_version, pve_version, method, ct_type, disk_size, core_count, ram_size, install_duration, has_arm, arch,
                  platform, gpu_vendor, gpu_model, gpu_passthrough,
                  cpu_vendor, cpu_model, ram_speed, timed_out
                from analytics.runs
                """));
    }

    [Fact]
    public async Task A_repeated_post_counts_once_within_and_across_batches()
    {
        var run = new TestRun(start: Start);
        var (first, second) = (run.Begins(), run.Posts("success", TimeSpan.FromSeconds(9)));

        await App.StoreAsync(first, first);
        await App.StoreAsync(first, second, second);
        await App.StoreAsync(second);

        Assert.Equal(["run | 2 | 4 | 0"], await App.AccountAsync());
        Assert.Equal(["installs | 1", "success | 1"], await App.RowsAsync("select counter, value from analytics.run_counters"));
    }

    [Fact]
    public async Task A_late_older_post_does_not_move_a_run_to_another_day()
    {
        var run = new TestRun(start: Start);

        await App.StoreAsync(run.Posts("success", TimeSpan.FromMinutes(1)));
        await App.StoreAsync(run.Begins());

        Assert.Equal(["2026-05-05 | 1 | 1"], await App.RowsAsync("select day::text, runs, success from analytics.run_days"));
        Assert.Equal(["debian | 1"], await App.RowsAsync("select os, runs from analytics.run_script_days where runs <> 0"));
    }

    [Fact]
    public async Task One_bad_post_goes_to_quarantine_and_the_other_499_count()
    {
        var posts = Enumerable.Range(0, 500).Select(_ => new TestRun(start: Start).Posts("installing")).ToArray();
        // PostgreSQL cannot store NUL in a text.
        posts[123] = posts[123] with { Script = "a\0b" };

        await App.StoreAsync([.. posts]);

        Assert.Equal(["run | 499 | 0 | 1"], await App.AccountAsync());
        Assert.Equal(499, await App.ScalarAsync<long>("select count(*) from analytics.runs"));
        Assert.Equal(["499"], await App.RowsAsync("select runs from analytics.run_days"));
        Assert.StartsWith("SQLSTATE 22021", await App.ScalarAsync<string>(
            "select reason from analytics.quarantine where kind = 'run'"), StringComparison.Ordinal);
        Assert.Contains(
            posts[123].Digest.ToString(), await App.ScalarAsync<string>("select body from analytics.quarantine"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(-1, 1)]
    public async Task Numbers_beyond_the_protocols_limits_go_to_quarantine(int sign, int beyond)
    {
        var post = new TestRun(start: Start).Begins() with
        {
            ContainerType = 2, DiskSize = 100_000, CoreCount = 256, RamSize = 1_048_576, ExitCode = 255, InstallDuration = 86_400,
        };
        var number = sign < 0 ? -beyond : beyond;
        RunReported[] posts =
        [
            post with { ContainerType = sign < 0 ? number : 2 + number },
            post with { DiskSize = sign < 0 ? number : 100_000 + number },
            post with { CoreCount = sign < 0 ? number : 256 + number },
            post with { RamSize = sign < 0 ? number : 1_048_576 + number },
            post with { ExitCode = sign < 0 ? number : 255 + number },
            post with { InstallDuration = sign < 0 ? number : 86_400 + number },
        ];

        await App.StoreAsync([.. posts.Select(each => each with { ExecutionId = Guid.NewGuid().ToString() })]);

        Assert.Equal(beyond == 0 ? ["run | 6 | 0 | 0"] : ["run | 0 | 0 | 6"], await App.AccountAsync());
    }

    [Fact]
    public async Task Sums_of_the_largest_numbers_do_not_overflow()
    {
        for (var batch = 0; batch < 6; batch++)
        {
            await App.StoreAsync([.. Enumerable.Range(0, 500).Select(_ => new TestRun(start: Start).Posts("success") with
            {
                RamSize = 1_048_576, DiskSize = 100_000, InstallDuration = 86_400,
            })]);
        }

        Assert.Equal([$"{3000L * 1_048_576} | {3000L * 100_000} | {3000L * 86_400}"], await App.RowsAsync(
            "select ram_sum, disk_sum, duration_sum from analytics.run_days"));
    }

    [Fact]
    public async Task A_day_has_at_most_500_patterns_and_counts_the_rest_as_other()
    {
        string Error(int number) => $"error: {(char)('a' + number / 26)}{(char)('a' + number % 26)}";
        var runs = Enumerable.Range(0, 510).Select(_ => new TestRun(start: Start)).ToArray();
        var elsewhere = new TestRun(start: Start.AddDays(1));

        await App.StoreAsync([.. runs.Take(300).Select((run, number) => run.Fails(1, Error(number)))]);
        await App.StoreAsync(
            [.. runs.Skip(300).Select((run, number) => run.Fails(1, Error(300 + number))), elsewhere.Fails(1, Error(509))]);

        const string Patterns =
            """
            select day::text, count(*), sum(failed)
            from analytics.run_failure_days
            where kind = 'pattern' and failed > 0
            group by day
            """;
        Assert.Equal(["2026-05-04 | 501 | 510", "2026-05-05 | 1 | 1"], await App.RowsAsync(Patterns));
        Assert.Equal(10, await App.ScalarAsync<long>("select failed from analytics.run_failure_days where value = '(other)'"));

        // A run counted under "(other)" is subtracted there, and a run with its own pattern keeps it.
        await App.StoreAsync(runs[509].Posts("success", TimeSpan.FromSeconds(9)), runs[0].Fails(1, Error(0), TimeSpan.FromSeconds(9)));

        Assert.Equal(["2026-05-04 | 501 | 509", "2026-05-05 | 1 | 1"], await App.RowsAsync(Patterns));
        Assert.Equal(9, await App.ScalarAsync<long>("select failed from analytics.run_failure_days where value = '(other)'"));
        await (await ExpectedRuns.OfAsync(App)).AssertAsync(App);
    }

    [Fact]
    public async Task Counters_only_grow_when_the_outcome_of_a_run_changes()
    {
        var run = new TestRun(start: Start);

        await App.StoreAsync(run.Fails(1));
        await App.StoreAsync(run.Posts("success", TimeSpan.FromSeconds(1)));
        await App.StoreAsync(run.Fails(130, after: TimeSpan.FromSeconds(2)));

        Assert.Equal(
            ["aborted | 1", "failed | 1", "installs | 1", "success | 1"], await App.RowsAsync(
                "select counter, value from analytics.run_counters"));
        Assert.Equal(["1 | 0 | 0 | 1"], await App.RowsAsync("select runs, success, failed, aborted from analytics.run_days"));
    }
}
