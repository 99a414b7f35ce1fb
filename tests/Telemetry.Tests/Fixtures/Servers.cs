using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Npgsql;
using Telemetry.AppHost.Servers;

namespace Telemetry.Tests.Fixtures;

/// <summary>
/// Real PostgreSQL, Redis and RabbitMQ, started as by the AppHost but without persistent data. Queues and Redis keys have fixed names, so
/// the tests of a collection run one after the other. Collections run in parallel with separate servers. Each test or class has its own
/// database.
/// </summary>
public sealed class Servers : IAsyncLifetime
{
    /// <summary>The collection of all tests with servers that have no collection of their own.</summary>
    public const string Collection = "servers";

    /// <summary>The collection of Aggregation's tests without those of its read API and alerts.</summary>
    public const string OfAggregation = "servers of aggregation";

    /// <summary>The collection of the tests of Aggregation's read API and alerts.</summary>
    public const string OfReads = "servers of reads";

    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, string> _models = new(StringComparer.Ordinal);

    private DistributedApplication _app = null!;
    private string _postgres = "";

    public string Redis { get; private set; } = "";

    public string RabbitMq { get; private set; } = "";

    /// <summary>A builder of an application that runs only servers.</summary>
    public static IDistributedApplicationBuilder CreateBuilder()
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            // The assembly of the AppHost has the path of the orchestrator in its metadata.
            AssemblyName = typeof(Projects.AppHost).Assembly.GetName().Name,
            DisableDashboard = true,
        });
        builder.Configuration["DcpPublisher:WaitForResourceCleanup"] = "true";
        builder.Configuration["SERVERS"] = "processes";
        return builder;
    }

    public Task<string> CreateDatabaseAsync() => CreateDatabaseAsync(model: "template1");

    /// <summary>Copies a database that is prepared once, which is faster than to prepare each one.</summary>
    /// <param name="name">The name of the prepared database.</param>
    /// <param name="prepare">Fills the empty database. It must close its connections, because an open one prevents the copy.</param>
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

        // Test data need not survive a power failure, and no test database lives long enough to need a vacuum.
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
