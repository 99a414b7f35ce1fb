using Npgsql;

namespace Telemetry.Tests.Ingestion;

/// <summary>Ingestion for all tests of a class, with its own database and an empty queue.</summary>
public class IngestionFixture(Servers servers) : IAsyncLifetime
{
    private IngestionApp? _other;

    public IngestionApp App { get; private set; } = null!;

    public QueueOfReports Queue { get; private set; } = null!;

    public string Database { get; private set; } = "";

    public string RabbitMq => servers.RabbitMq;

    protected virtual string Activation => "tofu";

    /// <summary>Starts a second process on the same database; all tests of the class share it.</summary>
    public async Task<IngestionApp> StartOtherAsync() => _other ??= await new IngestionApp(Database, RabbitMq, Activation).StartAsync();

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var dataSource = NpgsqlDataSource.Create(Database);
        await using var command = dataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var dataSource = NpgsqlDataSource.Create(Database);
        await using var command = dataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask InitializeAsync()
    {
        Database = await servers.CreateDatabaseAsync();
        Queue = await QueueOfReports.OpenAsync(servers.RabbitMq);
        await Queue.PurgeAsync();
        App = await new IngestionApp(Database, servers.RabbitMq, Activation).StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_other is not null)
            await _other.DisposeAsync();
        await App.DisposeAsync();
        await Queue.DisposeAsync();
        _other?.Errors.AssertNone();
        App.Errors.AssertNone();
        GC.SuppressFinalize(this);
    }
}
