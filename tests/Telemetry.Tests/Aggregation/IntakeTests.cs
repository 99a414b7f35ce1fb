using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Telemetry.Aggregation.Intake;
using Telemetry.Contracts;
using Telemetry.Tests.Fixtures;

namespace Telemetry.Tests.Aggregation;

[Collection(Servers.OfAggregation)]
public sealed class IntakeTests(Servers servers) : AggregationFixture(servers)
{
    private readonly Deliveries _deliveries = new();
    private Relay _broker = null!;

    protected override string? MayComplain => "MassTransit";

    [Fact]
    public async Task The_same_snapshot_counts_once_in_a_batch_and_over_batches()
    {
        var instance = new TestInstance();
        var snapshot = instance.Sends("""{"users":2}""");

        await App.StoreAsync(instance.Becomes(InstanceStatus.Active), snapshot, snapshot);
        await App.StoreAsync(snapshot, snapshot, instance.Sends("""{"users":3}"""));

        Assert.Equal(["instance | 1 | 0 | 0", "snapshot | 2 | 3 | 0"], await AccountAsync());
        Assert.Equal("3", (await App.GetAsync("stats")).GetProperty("global_metrics").GetProperty("users").GetRawText());
    }

    [Fact]
    public async Task A_batch_that_comes_again_changes_nothing_not_even_the_account()
    {
        var instance = new TestInstance();
        var batch = AggregationApp.Batch(instance.Becomes(InstanceStatus.Active), instance.Sends("""{"users":2}"""));

        await App.StoreAsync(batch);
        await App.StoreAsync(batch);

        Assert.Equal(["instance | 1 | 0 | 0", "snapshot | 1 | 0 | 0"], await AccountAsync());
    }

    [Fact]
    public async Task A_batch_whose_acknowledgement_is_lost_after_the_commit_counts_once()
    {
        var instance = new TestInstance();
        var cut = new TaskCompletionSource();
        _deliveries.AfterCommit = () =>
        {
            _broker.Cut();
            cut.TrySetResult();
        };

        await App.PublishAsync(AggregationApp.Batch(instance.Becomes(InstanceStatus.Active), instance.Sends("""{"users":2}""")));
        await cut.Task.WaitAsync(TimeSpan.FromSeconds(30));
        _deliveries.AfterCommit = null;
        _broker.Restore();
        await Eventually.TrueAsync("delivered again", TimeSpan.FromSeconds(60), () => Task.FromResult(_deliveries.Count >= 2));

        await App.StoreAsync(instance.Sends("""{"users":3}"""));
        Assert.Equal(["instance | 1 | 0 | 0", "snapshot | 2 | 0 | 0"], await AccountAsync());
    }

    [Fact]
    public async Task One_bad_report_goes_to_quarantine_and_the_other_499_count()
    {
        var instance = new TestInstance();
        var reports = Enumerable.Range(0, 500).Select(i => instance.Sends($$"""{"users":{{i}}}""", TimeSpan.FromMinutes(500 - i))).ToArray();
        reports[123] = instance.Sends("""{"text":"\u0000","users":1}""");

        await App.StoreAsync([instance.Becomes(InstanceStatus.Active), .. reports]);

        Assert.Equal(["instance | 1 | 0 | 0", "snapshot | 499 | 0 | 1"], await AccountAsync());
        Assert.Equal(499, await App.ScalarAsync<long>("select count(*) from analytics.snapshots"));
        Assert.StartsWith("SQLSTATE 22P05", await App.ScalarAsync<string>("select reason from analytics.quarantine"), StringComparison.Ordinal);
        Assert.Contains(reports[123].Digest.ToString(), await App.ScalarAsync<string>("select body from analytics.quarantine"), StringComparison.Ordinal);
        Assert.Equal("499", (await App.GetAsync("stats")).GetProperty("global_metrics").GetProperty("users").GetRawText());
    }

    [Theory]
    [InlineData("""{"huge":1e400}""")]
    [InlineData("""{"deep":{"list":[1,2,{"tiny":1e-16000}]}}""")]
    [InlineData("""{"overflow":1e99999999999}""")]
    [InlineData("""[1,2,3]""")]
    public async Task What_would_take_more_room_than_it_looks_is_not_stored(string metrics)
    {
        var instance = new TestInstance();

        await App.StoreAsync(instance.Becomes(InstanceStatus.Active), instance.Sends(metrics), instance.Sends("""{"users":1e308}"""));

        Assert.Equal(["instance | 1 | 0 | 0", "snapshot | 1 | 0 | 1"], await AccountAsync());
        Assert.Equal(1e308, (await App.GetAsync("stats")).GetProperty("global_metrics").GetProperty("users").GetDouble());
    }

    [Fact]
    public async Task A_key_that_is_too_long_for_an_index_is_kept_and_not_counted()
    {
        var instance = new TestInstance();
        var key = new string('k', 5000);

        await App.StoreAsync(instance.Becomes(InstanceStatus.Active), instance.Sends($$"""{"{{key}}":1,"users":1}"""));

        Assert.Equal("""{"users":1}""", (await App.GetAsync("stats")).GetProperty("global_metrics").GetRawText());
        Assert.Equal(1, (await App.GetAsync($"instances/{instance.Id}")).GetProperty("metrics").GetProperty(key).GetInt32());
    }

    [Fact]
    public async Task Snapshots_without_numbers_count_as_a_sign_of_life()
    {
        var instance = new TestInstance();

        await App.StoreAsync(instance.Becomes(InstanceStatus.Active), instance.Sends("{}", TimeSpan.FromSeconds(1)), instance.Sends("""{"os":"linux"}"""));

        Assert.Equal(["ghost | 1"], await App.RowsAsync("select app, sum(active) from analytics.app_days group by app"));
        Assert.Equal("{}", (await App.GetAsync("stats")).GetProperty("global_metrics").GetRawText());
    }

    [Fact]
    public async Task While_the_database_refuses_nothing_is_lost_and_nothing_goes_to_an_error_queue()
    {
        var instance = new TestInstance();
        await App.ExecuteAsync("alter table analytics.batches rename to batches_away");

        await App.PublishAsync(AggregationApp.Batch(instance.Becomes(InstanceStatus.Active), instance.Sends("""{"users":2}""")));
        await Eventually.TrueAsync("tried", TimeSpan.FromSeconds(10), () => Task.FromResult(_deliveries.Count >= 1));
        await App.ExecuteAsync("alter table analytics.batches_away rename to batches");
        await App.SettleAsync(2);

        Assert.Equal(["instance | 1 | 0 | 0", "snapshot | 1 | 0 | 0"], await AccountAsync());
    }

    [Fact]
    public async Task The_statements_are_under_the_trace_of_the_message()
    {
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "MassTransit" or "Telemetry.Aggregation" or "test",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                lock (spans)
                    spans.Add(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource("test");
        var instance = new TestInstance();

        ActivityTraceId trace;
        using (var request = source.StartActivity("request")!)
        {
            trace = request.TraceId;
            await App.PublishAsync(AggregationApp.Batch(instance.Becomes(InstanceStatus.Active)));
        }

        await App.SettleAsync(1);
        await Eventually.TrueAsync("spans of the consumer and of the database", TimeSpan.FromSeconds(10), () =>
        {
            lock (spans)
                return Task.FromResult(new[] { "Npgsql", "MassTransit" }.All(name => spans.Any(span => span.Source.Name == name && span.TraceId == trace)));
        });
    }

    [Fact]
    public async Task Two_processes_that_migrate_and_start_together_do_not_disturb_each_other()
    {
        var database = await Servers.CreateDatabaseAsync();
        await using var one = NewApp(database);
        await using var two = NewApp(database);

        await Task.WhenAll(one.StartAsync(), two.StartAsync());

        var scripts = typeof(ReportStore).Assembly.GetManifestResourceNames().Count(name => char.IsAsciiDigit(name[0]));
        Assert.Equal(scripts, await one.ScalarAsync<long>("select count(*) from analytics.schema_migrations"));
        one.Errors.AssertNone();
        two.Errors.AssertNone();
    }

    public override async ValueTask InitializeAsync()
    {
        var broker = new Uri(Servers.RabbitMq);
        _broker = new Relay(broker.Host, broker.Port);
        await base.InitializeAsync();
        App.Services.GetRequiredService<IBusControl>().ConnectConsumeMessageObserver(_deliveries);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _broker.DisposeAsync();
    }

    protected override AggregationApp NewApp(string database) => new(
        database,
        new UriBuilder(Servers.RabbitMq) { Host = "127.0.0.1", Port = _broker.Port }.Uri.AbsoluteUri,
        Servers.Redis,
        settings: ("CACHE_TTL_SECONDS", "0"));

    private Task<IReadOnlyList<string>> AccountAsync() =>
        App.RowsAsync("select kind, stored, duplicates, quarantined from analytics.account");

    private sealed class Deliveries : IConsumeMessageObserver<ReportsAccepted>
    {
        private int _count;

        public int Count => _count;

        /// <summary>Between the consumer's end and the acknowledgement.</summary>
        public Action? AfterCommit { get; set; }

        public Task PreConsume(ConsumeContext<ReportsAccepted> context)
        {
            Interlocked.Increment(ref _count);
            return Task.CompletedTask;
        }

        public Task PostConsume(ConsumeContext<ReportsAccepted> context)
        {
            AfterCommit?.Invoke();
            return Task.CompletedTask;
        }

        public Task ConsumeFault(ConsumeContext<ReportsAccepted> context, Exception exception) => Task.CompletedTask;
    }
}
