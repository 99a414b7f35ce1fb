using Npgsql;

namespace Telemetry.Tests.Fixtures;

/// <summary>
/// The real PostgreSQL, Redis and RabbitMQ, once for all tests. Tests that use them are in the collection <see cref="Collection"/> and so
/// run one after the other; each asks for a database of its own.
/// </summary>
public sealed class Servers : IAsyncLifetime
{
    /// <summary>The collection's name.</summary>
    public const string Collection = "servers";

    // Interim: the engine of the AppHost will start these.
    private const string Postgres = "Host=127.0.0.1;Port=15432;Username=postgres;Database=postgres";

    /// <summary>For StackExchange.Redis.</summary>
    public string Redis { get; } = "127.0.0.1:16379";

    /// <summary>An amqp address.</summary>
    public string RabbitMq { get; } = "amqp://guest:guest@127.0.0.1:15673";

    /// <summary>Makes an empty database.</summary>
    public static async Task<string> CreateDatabaseAsync()
    {
        var name = $"test_{Guid.NewGuid():n}";
        await using var dataSource = NpgsqlDataSource.Create(Postgres);
        await using var command = dataSource.CreateCommand($"create database {name}");
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(Postgres) { Database = name }.ConnectionString;
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Task.CompletedTask;
}

[CollectionDefinition(Servers.Collection)]
public sealed class ServersCollection : ICollectionFixture<Servers>;
