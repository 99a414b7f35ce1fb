using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Npgsql;

namespace Telemetry.Tests.Fixtures;

/// <summary>
/// The real PostgreSQL, Redis and RabbitMQ, once for all tests, as the AppHost would start them but with nothing kept. Tests that use them
/// are in the collection <see cref="Collection"/> and so run one after the other; each asks for a database of its own.
/// </summary>
public sealed class Servers : IAsyncLifetime
{
    /// <summary>The collection's name.</summary>
    public const string Collection = "servers";

    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(2);

    private DistributedApplication _app = null!;
    private string _postgres = "";

    /// <summary>For StackExchange.Redis.</summary>
    public string Redis { get; private set; } = "";

    /// <summary>An amqp address.</summary>
    public string RabbitMq { get; private set; } = "";

    /// <summary>Makes an empty database.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test_{Guid.NewGuid():n}";
        await using var dataSource = NpgsqlDataSource.Create(_postgres);
        await using var command = dataSource.CreateCommand($"create database {name}");
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(_postgres) { Database = name }.ConnectionString;
    }

    public async Task InitializeAsync()
    {
        using var deadline = new CancellationTokenSource(StartDeadline);
        var builder = DistributedApplication.CreateBuilder([]);
        var postgres = builder.AddPostgres("postgres").AddDatabase("telemetry");
        var redis = builder.AddRedis("cache");
        var rabbitMq = builder.AddRabbitMQ("messaging");
        _app = builder.Build();
        await _app.StartAsync(deadline.Token);

        foreach (IResourceBuilder<IResource> server in new IResourceBuilder<IResource>[] { postgres, redis, rabbitMq })
            await _app.ResourceNotifications.WaitForResourceHealthyAsync(server.Resource.Name, deadline.Token);
        _postgres = (await postgres.Resource.GetConnectionStringAsync(deadline.Token))!;
        Redis = (await redis.Resource.GetConnectionStringAsync(deadline.Token))!;
        RabbitMq = (await rabbitMq.Resource.GetConnectionStringAsync(deadline.Token))!;
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();
}

[CollectionDefinition(Servers.Collection)]
public sealed class ServersCollection : ICollectionFixture<Servers>;
