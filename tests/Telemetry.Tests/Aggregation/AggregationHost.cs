using Microsoft.Extensions.DependencyInjection;
using Telemetry.ServiceDefaults.Redis;
using Telemetry.Tests.Fixtures;

namespace Telemetry.Tests.Aggregation;

/// <summary>An Aggregation that the tests of a class share.</summary>
public class AggregationHost(Servers servers) : IAsyncLifetime
{
    // The locks of writers, quantiles and alerts: nothing of the test before runs on.
    private const string EmptyDatabase =
        """
        do $$
        declare
          item record;
        begin
          perform pg_advisory_xact_lock(hashtext('analytics.writer'));
          perform pg_advisory_xact_lock(hashtext('analytics.quantiles'));
          perform pg_advisory_xact_lock(hashtext('analytics.alerts'));
          for item in
            select c.relkind, c.oid::regclass::text as name
            from pg_class c
            where c.relnamespace = 'analytics'::regnamespace
              and c.relkind in ('r', 'S')
              and c.relname not in ('schema_migrations', 'alert_state')
          loop
            execute format(case item.relkind when 'r' then 'delete from %s' else 'alter sequence %s restart' end, item.name);
          end loop;
          delete from analytics.alert_state;
          insert into analytics.alert_state default values;
        end
        $$
        """;

    /// <summary>The service.</summary>
    public AggregationApp App { get; private set; } = null!;

    /// <summary>The real servers.</summary>
    public Servers Servers { get; } = servers;

    public virtual async ValueTask InitializeAsync() => App = await NewApp(await Servers.CreateAggregationDatabaseAsync()).StartAsync();

    public virtual ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>Empties the queue, the database and the cache, and sets the clock to the present.</summary>
    public virtual async Task ResetAsync()
    {
        await using (var queue = await QueueOfReports.OpenAsync(Servers.RabbitMq))
            await queue.PurgeAsync();
        await App.ExecuteAsync(EmptyDatabase);
        await App.Services.GetRequiredService<RedisLink>().TryAsync(redis => redis.ScriptEvaluateAsync("return redis.call('FLUSHDB')"));
        App.Clock.Reset();
        App.Errors.Take();
    }

    /// <summary>A process of the service.</summary>
    protected virtual AggregationApp NewApp(string database) => new(database, Servers.RabbitMq, Servers.Redis);
}

/// <summary>
/// A host without the maintenance that depends on the time: runs of fixed days would be stuck as soon as they are stored.
/// </summary>
public class RunHost(Servers servers) : AggregationHost(servers)
{
    protected override AggregationApp NewApp(string database) =>
        new(database, Servers.RabbitMq, Servers.Redis, services => services.RemoveMaintenance());
}

/// <summary>A host without cached responses, which are a matter of other tests.</summary>
public sealed class UncachedHost(Servers servers) : AggregationHost(servers)
{
    protected override AggregationApp NewApp(string database) =>
        new(database, Servers.RabbitMq, Servers.Redis, settings: ("CACHE_TTL_SECONDS", "0"));
}

/// <summary>A test that begins with an empty Aggregation, which it shares with the other tests of its class.</summary>
public abstract class AggregationTest<THost>(THost host) : IClassFixture<THost>, IAsyncLifetime
    where THost : AggregationHost
{
    protected AggregationApp App => host.App;

    protected Servers Servers => host.Servers;

    protected THost Host => host;

    public virtual async ValueTask InitializeAsync() => await host.ResetAsync();

    public virtual ValueTask DisposeAsync()
    {
        App.Errors.AssertNone();
        return ValueTask.CompletedTask;
    }
}
