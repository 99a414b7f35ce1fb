using System.Diagnostics;
using MassTransit;

namespace Telemetry.Tests.Aggregation;

/// <summary>The intake while the broker or the database fails.</summary>
[Collection(Servers.OfAggregation)]
public sealed class IntakeOutageTests(IntakeOutageTests.BrokerHost host) : AggregationTest<IntakeOutageTests.BrokerHost>(host)
{
    private readonly Deliveries _deliveries = new();
    private ConnectHandle _observed = null!;

    [Fact]
    public async Task A_batch_whose_acknowledgement_is_lost_after_the_commit_counts_once()
    {
        var instance = new TestInstance();
        var cut = new TaskCompletionSource();
        _deliveries.AfterCommit = () =>
        {
            Host.Broker.Cut();
            cut.TrySetResult();
        };

        await App.PublishAsync(AggregationApp.Batch(instance.Becomes(InstanceStatus.Active), instance.Sends("""{"users":2}""")));
        await cut.Task.WaitAsync(Eventually.Deadline);
        _deliveries.AfterCommit = null;
        Host.Broker.Restore();
        await Eventually.TrueAsync("delivered again", () => Task.FromResult(_deliveries.Consumed >= 2));

        await App.StoreAsync(instance.Sends("""{"users":3}"""));
        Assert.Equal(["instance | 1 | 0 | 0", "snapshot | 2 | 0 | 0"], await App.AccountAsync());
    }

    [Fact]
    public async Task A_batch_that_the_database_refuses_is_retried_until_it_is_stored()
    {
        var instance = new TestInstance();
        await App.ExecuteAsync("alter table analytics.batches rename to batches_away");

        await App.PublishAsync(AggregationApp.Batch(instance.Becomes(InstanceStatus.Active), instance.Sends("""{"users":2}""")));
        await Eventually.TrueAsync("tried", () => Task.FromResult(_deliveries.Count >= 1));
        await App.ExecuteAsync("alter table analytics.batches_away rename to batches");
        await App.SettleAsync(2);

        Assert.Equal(["instance | 1 | 0 | 0", "snapshot | 1 | 0 | 0"], await App.AccountAsync());
    }

    [Fact]
    public async Task Database_statements_belong_to_the_trace_of_the_message()
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
        await Eventually.TrueAsync("spans of the consumer and of the database", () =>
        {
            lock (spans)
                return Task.FromResult(
                    new[] { "Npgsql", "MassTransit" }.All(name => spans.Any(span => span.Source.Name == name && span.TraceId == trace)));
        });
    }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _observed = App.Services.GetRequiredService<IBusControl>().ConnectConsumeMessageObserver(_deliveries);
    }

    public override ValueTask DisposeAsync()
    {
        _observed.Disconnect();
        return base.DisposeAsync();
    }

    /// <summary>A host whose broker can be cut off.</summary>
    public sealed class BrokerHost(Servers servers) : AggregationHost(servers)
    {
        public Relay Broker { get; private set; } = null!;

        protected override (string Name, string Value)[] Settings => [("CACHE_TTL_SECONDS", "0")];

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await Broker.DisposeAsync();
        }

        protected override AggregationApp NewApp(string database)
        {
            var address = new UriBuilder(Servers.RabbitMq);
            Broker = new(address.Host, address.Port);
            (address.Host, address.Port) = ("127.0.0.1", Broker.Port);
            return new(database, address.Uri.AbsoluteUri, Servers.Redis, Configure, Settings);
        }
    }

    private sealed class Deliveries : IConsumeMessageObserver<ReportsAccepted>
    {
        private int _count;
        private int _consumed;

        public int Count => _count;

        public int Consumed => _consumed;

        /// <summary>Called after the consumer and before the acknowledgement.</summary>
        public Action? AfterCommit { get; set; }

        public Task PreConsume(ConsumeContext<ReportsAccepted> context)
        {
            Interlocked.Increment(ref _count);
            return Task.CompletedTask;
        }

        public Task PostConsume(ConsumeContext<ReportsAccepted> context)
        {
            Interlocked.Increment(ref _consumed);
            AfterCommit?.Invoke();
            return Task.CompletedTask;
        }

        public Task ConsumeFault(ConsumeContext<ReportsAccepted> context, Exception exception) => Task.CompletedTask;
    }
}
