using Microsoft.Extensions.Hosting;
using Npgsql;
using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Intake;
using Telemetry.Aggregation.Maintenance;
using Telemetry.ServiceDefaults.Jobs;
using Telemetry.ServiceDefaults.Redis;

namespace Telemetry.Tests.Aggregation;

/// <summary>The process of Aggregation that the tests of one class share.</summary>
public class AggregationHost(Servers servers) : IAsyncLifetime
{
    // The locks wait for background work of the previous test. Partitions that a test added are dropped.
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
            select c.oid::regclass::text as name
            from pg_class c
            where c.relnamespace = 'analytics'::regnamespace
              and c.relkind = 'r'
              and c.relname ~ '_\d{8}$'
              and right(c.relname, 8) not between to_char(now() - interval '32 days', 'YYYYMMDD')
                and to_char(now() + interval '8 days', 'YYYYMMDD')
          loop
            execute format('drop table %s', item.name);
          end loop;
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

    public AggregationApp App { get; private set; } = null!;

    public Servers Servers { get; } = servers;

    /// <summary>Prefix of the log categories in which errors are expected while a test cuts off a server.</summary>
    public virtual string? ExpectedErrors => null;

    protected virtual (string Name, string Value)[] Settings => [];

    public virtual async ValueTask InitializeAsync() => App = await NewApp(await Servers.CreateAggregationDatabaseAsync()).StartAsync();

    public virtual ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>Empties the queue, the database and the cache, and sets the clock to the present.</summary>
    public virtual async Task ResetAsync()
    {
        await using (var queue = await QueueOfReports.OpenAsync(Servers.RabbitMq))
            await queue.PurgeAsync();
        await Eventually.HoldsAsync(
            () => App.Services.GetRequiredService<ReportIntake>().Unfinished == 0,
            "no report of an earlier test is being stored");
        await App.ExecuteAsync(EmptyDatabase);
        await Eventually.TrueAsync("Redis is empty", async () =>
            (await App.Services.GetRequiredService<RedisLink>().TryAsync(
                redis => redis.ScriptEvaluateAsync("return redis.call('FLUSHDB')"))).Succeeded);
        App.Clock.Reset();
        App.Errors.Take();
    }

    protected virtual AggregationApp NewApp(string database) =>
        new(database, Servers.RabbitMq, Servers.Redis, Configure, Settings);

    protected virtual void Configure(IServiceCollection services)
    {
    }
}

/// <summary>
/// A host without time-dependent maintenance, which would close runs with fixed dates as soon as they are stored.
/// </summary>
public class RunHost(Servers servers) : AggregationHost(servers)
{
    protected override void Configure(IServiceCollection services) => services.RemoveMaintenance();
}

/// <summary>A host without cached responses.</summary>
public sealed class UncachedHost(Servers servers) : AggregationHost(servers)
{
    protected override (string Name, string Value)[] Settings => [("CACHE_TTL_SECONDS", "0")];
}

/// <summary>A host whose database and Redis can be cut off or frozen.</summary>
public class RelayedHost(Servers servers) : AggregationHost(servers)
{
    public Relay Postgres { get; private set; } = null!;

    public Relay Redis { get; private set; } = null!;

    public override string? ExpectedErrors => "Npgsql.";

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Postgres.DisposeAsync();
        await Redis.DisposeAsync();
    }

    public override Task ResetAsync()
    {
        Postgres.Restore();
        Redis.Restore();
        // The pools still hold connections that a test has cut.
        App.Database.Clear();
        App.Services.GetRequiredService<NpgsqlDataSource>().Clear();
        return base.ResetAsync();
    }

    protected override AggregationApp NewApp(string database)
    {
        var postgres = new NpgsqlConnectionStringBuilder(database);
        Postgres = new(postgres.Host!, postgres.Port);
        (postgres.Host, postgres.Port) = ("127.0.0.1", Postgres.Port);
        var redis = Servers.Redis.Split(',');
        var address = redis[0].Split(':');
        Redis = new(address[0], int.Parse(address[1]));
        redis[0] = $"127.0.0.1:{Redis.Port}";
        return new(postgres.ConnectionString, Servers.RabbitMq, string.Join(',', redis), Configure, Settings);
    }
}

/// <summary>Empties the host of the class before each test, and checks for logged errors after it.</summary>
public abstract class AggregationTest<THost>(THost host) : IClassFixture<THost>, IAsyncLifetime
    where THost : AggregationHost
{
    protected AggregationApp App => host.App;

    protected Servers Servers => host.Servers;

    protected THost Host => host;

    public virtual async ValueTask InitializeAsync() => await host.ResetAsync();

    public virtual ValueTask DisposeAsync()
    {
        App.Errors.AssertNone(host.ExpectedErrors);
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Waits until a warm-up makes the states of all responses HIT. A call of Redis that takes long is a miss, which caches its response,
    /// so each attempt begins with invalid entries.
    /// </summary>
    protected Task WarmsUpAsync(Func<Task<IReadOnlyList<string?>>> getStates) => Eventually.TrueAsync("all are cached", async () =>
    {
        await App.Services.GetRequiredService<DataStamp>().InvalidateAsync();
        App.Clock.Advance(TimeSpan.FromSeconds(2));
        await App.Services.GetRequiredService<WarmUp>().RunAsync(CancellationToken.None);
        return (await getStates()).All(state => state == "HIT");
    });
}

internal static class HostedServiceRemoval
{
    /// <summary>Removes time-dependent maintenance: it runs only when a test calls it.</summary>
    public static void RemoveMaintenance(this IServiceCollection services)
    {
        services.RemoveHosted<PeriodicJob<InactiveInstances>>();
        services.RemoveHosted<PeriodicJob<StuckRuns>>();
        services.RemoveHosted<PeriodicJob<Partitions>>();
    }

    public static void RemoveHosted<TService>(this IServiceCollection services) => services.Remove(
        services.Single(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType == typeof(TService)));
}
