namespace Telemetry.Tests.Aggregation;

[Collection(Servers.OfAggregation)]
public sealed class StartIntakeTests(RunHost host) : AggregationTest<RunHost>(host)
{
    private static readonly DateTimeOffset Day = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_repeated_start_counts_once_within_and_across_batches()
    {
        var start = Start();

        await App.StoreAsync(start, start);
        await App.StoreAsync(start, Start());

        Assert.Equal(["start | 2 | 2 | 0"], await App.AccountAsync());
        Assert.Equal(2, await App.ScalarAsync<long>("select count(*) from analytics.starts"));
        Assert.Equal(["2026-05-04 | 2 | 2 | 3000"], await DaysAsync());
    }

    [Fact]
    public async Task All_fields_of_a_start_are_stored()
    {
        await App.StoreAsync(Start("a client's own id") with { Os = "linux", Timestamp = "2026-05-04T11:59:59+00:00" });

        Assert.Equal(
            ["1 | 2026-05-04 12:00:00 | a client's own id | 10.1 | x86_64 | linux |  | 1500 | postgres | 1.0 | 2026-05-04T11:59:59+00:00"],
            await App.RowsAsync(
                """
                select id, to_char(started_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'), instance_id, image_version, architecture,
                  os, container_runtime,
                  startup_time_ms, db_type, telemetry_version, client_timestamp
                from analytics.starts
                """));
        Assert.Equal(
            ["architecture | x86_64 | 1", "container_runtime |  | 1", "db_type | postgres | 1", "os | linux | 1",
                "telemetry_version | 1.0 | 1", "version | 10.1 | 1"],
            await App.RowsAsync("select kind, value, starts from analytics.start_value_days"));
    }

    [Fact]
    public async Task An_instance_counts_on_the_day_of_its_first_start()
    {
        await App.StoreAsync(Start("one", Day), Start("one", Day.AddHours(1)), Start("two", Day.AddDays(1)));
        await App.StoreAsync(Start("one", Day.AddDays(1)), Start("three", Day.AddDays(1)));

        Assert.Equal(["2026-05-04 | 2 | 1 | 3000", "2026-05-05 | 3 | 2 | 4500"], await DaysAsync());
        Assert.Equal(3, await App.ScalarAsync<long>("select count(*) from analytics.start_instances"));
    }

    [Fact]
    public async Task Sums_of_the_longest_startup_times_do_not_overflow()
    {
        await App.StoreAsync([.. Enumerable.Range(0, 100).Select(_ => Start() with { StartupTimeMs = ulong.MaxValue })]);

        Assert.Equal(ulong.MaxValue * 100m, await App.ScalarAsync<decimal>("select startup_ms from analytics.start_days"));
    }

    [Fact]
    public async Task One_bad_start_goes_to_quarantine_and_the_other_499_count()
    {
        var starts = Enumerable.Range(0, 500).Select(_ => Start()).ToArray();
        starts[7] = starts[7] with { DbType = "\0" };

        await App.StoreAsync([.. starts]);

        Assert.Equal(["start | 499 | 0 | 1"], await App.AccountAsync());
        Assert.Equal(["2026-05-04 | 499 | 499 | 748500"], await DaysAsync());
        Assert.Equal(["start"], await App.RowsAsync("select kind from analytics.quarantine"));
    }

    [Fact]
    public async Task A_batch_may_contain_reports_of_all_kinds()
    {
        var instance = new TestInstance();
        await App.StoreAsync(
            instance.Becomes(InstanceStatus.Active), instance.Sends("""{"users":2}"""), new TestRun(start: Day).Begins(), Start(),
                RefusedTests.Refused("{"));

        Assert.Equal(
            ["instance | 1 | 0 | 0", "refused | 0 | 0 | 1", "run | 1 | 0 | 0", "snapshot | 1 | 0 | 0", "start | 1 | 0 | 0"],
            await App.AccountAsync());
    }

    public static StartReported Start(string? instance = null, DateTimeOffset? at = null) => new()
    {
        ReceivedAt = DateTimeOffset.UtcNow,
        Digest = Guid.NewGuid(),
        At = at ?? Day,
        InstanceId = instance ?? $"{Guid.NewGuid()}",
        ImageVersion = "10.1",
        Architecture = "x86_64",
        ContainerRuntime = "",
        StartupTimeMs = 1500,
        DbType = "postgres",
        TelemetryVersion = "1.0",
    };

    private Task<IReadOnlyList<string>> DaysAsync() =>
        App.RowsAsync("select day::text, starts, instances, startup_ms from analytics.start_days");
}
