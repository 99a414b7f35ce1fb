using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Telemetry.Aggregation.Intake;
using Telemetry.Contracts;
using Telemetry.Tests.Fixtures;

namespace Telemetry.Tests.Aggregation;

/// <summary>Messages between the broker, the service and the database while one of them fails.</summary>
[Collection(Servers.OfAggregation)]
public sealed class IntakeOutageTests(Servers servers) : AggregationFixture(servers)
{
    private readonly Deliveries _deliveries = new();
    private Relay _broker = null!;

    protected override string? MayComplain => "MassTransit";

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
        Assert.Equal(["instance | 1 | 0 | 0", "snapshot | 2 | 0 | 0"], await App.AccountAsync());
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

        Assert.Equal(["instance | 1 | 0 | 0", "snapshot | 1 | 0 | 0"], await App.AccountAsync());
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
                return Task.FromResult(
                    new[] { "Npgsql", "MassTransit" }.All(name => spans.Any(span => span.Source.Name == name && span.TraceId == trace)));
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
