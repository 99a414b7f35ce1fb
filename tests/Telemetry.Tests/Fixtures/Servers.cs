using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Npgsql;
using Telemetry.AppHost.Servers;

namespace Telemetry.Tests.Fixtures;

/// <summary>
/// The real PostgreSQL, Redis and RabbitMQ, as the AppHost starts them but with nothing kept. Queues and Redis keys have fixed names, so
/// the tests of a collection run one after the other; collections run in parallel, each with servers of its own. Each test or class has a
/// database of its own.
/// </summary>
public sealed class Servers : IAsyncLifetime
{
    /// <summary>The collection of all other tests.</summary>
    public const string Collection = "servers";

    /// <summary>The collection of Aggregation's tests but those of its reads and alerts.</summary>
    public const string OfAggregation = "servers of aggregation";

    /// <summary>The collection of the tests of Aggregation's read API and alerts.</summary>
    public const string OfReads = "servers of reads";

    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, string> _models = new(StringComparer.Ordinal);

    private DistributedApplication _app = null!;
    private string _postgres = "";

    public string Redis { get; private set; } = "";

    public string RabbitMq { get; private set; } = "";

    /// <summary>A builder of an application that runs servers only.</summary>
    public static IDistributedApplicationBuilder CreateBuilder()
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            // The AppHost's assembly has the path of the orchestrator.
            AssemblyName = typeof(Projects.AppHost).Assembly.GetName().Name,
            DisableDashboard = true,
        });
        builder.Configuration["DcpPublisher:WaitForResourceCleanup"] = "true";
        builder.Configuration["SERVERS"] = "processes";
        return builder;
    }

    public Task<string> CreateDatabaseAsync() => CreateDatabaseAsync(model: "template1");

    /// <summary>Copies a database that is prepared once, which is much faster than to prepare each.</summary>
    /// <param name="name">The name of the prepared database.</param>
    /// <param name="prepare">Fills the empty database with this connection string, and leaves no connection open.</param>
    public async Task<string> CreateDatabaseAsync(string name, Func<string, Task> prepare)
    {
        if (!_models.TryGetValue(name, out var model))
        {
            var connection = await CreateDatabaseAsync();
            await prepare(connection);
            _models[name] = model = new NpgsqlConnectionStringBuilder(connection).Database!;
        }

        return await CreateDatabaseAsync(model);
    }

    public async ValueTask InitializeAsync()
    {
        using var deadline = new CancellationTokenSource(StartDeadline);
        var builder = CreateBuilder();
        var postgres = builder.AddPostgres("postgres").RunAsProcess().AddDatabase("telemetry");
        var redis = builder.AddRedis("cache").WithoutHttpsCertificate().RunAsProcess();
        var rabbitMq = builder.AddRabbitMQ("messaging").RunAsProcess();
        _app = builder.Build();
        await _app.StartAsync(deadline.Token);

        foreach (IResourceBuilder<IResource> server in new IResourceBuilder<IResource>[] { postgres, redis, rabbitMq })
            await _app.ResourceNotifications.WaitForResourceHealthyAsync(server.Resource.Name, deadline.Token);
        _postgres = (await postgres.Resource.ConnectionStringExpression.GetValueAsync(deadline.Token))!;
        Redis = (await redis.Resource.ConnectionStringExpression.GetValueAsync(deadline.Token))!;
        RabbitMq = (await rabbitMq.Resource.ConnectionStringExpression.GetValueAsync(deadline.Token))!;

        // The machine does not lose its power during the tests, or they are lost as well; and no database lives long enough to be tidied
        // up.
        await ExecuteAsync("alter system set fsync = off");
        await ExecuteAsync("alter system set autovacuum = off");
        await ExecuteAsync("select pg_reload_conf()");
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task<string> CreateDatabaseAsync(string model)
    {
        var name = $"test_{Guid.NewGuid():n}";
        await ExecuteAsync($"create database {name} template {model}");
        return new NpgsqlConnectionStringBuilder(_postgres) { Database = name }.ConnectionString;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var dataSource = NpgsqlDataSource.Create(_postgres);
        await using var command = dataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}

[CollectionDefinition(Servers.Collection)]
public sealed class ServersCollection : ICollectionFixture<Servers>;

[CollectionDefinition(Servers.OfReads)]
public sealed class ReadsServersCollection : ICollectionFixture<Servers>;

[CollectionDefinition(Servers.OfAggregation)]
public sealed class AggregationServersCollection : ICollectionFixture<Servers>;
