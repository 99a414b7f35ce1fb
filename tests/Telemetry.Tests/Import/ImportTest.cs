using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Telemetry.Aggregation.Maintenance;
using Telemetry.Contracts;
using Telemetry.Import.Delivery;
using Telemetry.Import.Http;
using Telemetry.Import.Sources;
using Telemetry.Tests.Aggregation;
using Telemetry.Tests.Fixtures;
using Telemetry.Tests.Ingestion;

namespace Telemetry.Tests.Import;

/// <summary>A test of an import into an Ingestion and an Aggregation, whose tables are empty when it begins.</summary>
public abstract class ImportTest(Servers servers, ImportPlatform platform) : IClassFixture<ImportPlatform>, IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("import-").FullName;

    protected Servers Servers { get; } = servers;

    protected IngestionApp Ingestion => platform.Ingestion;

    protected AggregationApp Aggregation => platform.Aggregation;

    /// <summary>Now, to the second: times in sources are before it.</summary>
    protected DateTimeOffset Now { get; } = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());

    public async ValueTask InitializeAsync()
    {
        await SettleAsync();
        await Aggregation.ExecuteAsync($"truncate {string.Join(", ", await TableNamesAsync())}");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_directory, recursive: true);
        Ingestion.Errors.AssertNone();
        Aggregation.Errors.AssertNone();
        return ValueTask.CompletedTask;
    }

    /// <summary>A file of the test's own.</summary>
    protected string FilePath(string name) => Path.Combine(_directory, name);

    /// <summary>A file with a text.</summary>
    protected string FileWith(string name, string text)
    {
        File.WriteAllText(FilePath(name), text);
        return FilePath(name);
    }

    /// <summary>Imports, and waits until all of it is stored.</summary>
    private protected async Task<ImportState> ImportAsync(ISource source, string? report = null)
    {
        await using (source)
        {
            var run = NewRun(source, Ingestion.CreateClient(), state: null, report);
            await run.RunAsync(CancellationToken.None);
            await SettleAsync();
            Assert.True(run.State.IsComplete);
            return run.State;
        }
    }

    /// <summary>An import into Ingestion.</summary>
    private protected static ImportRun NewRun(ISource source, HttpClient http, string? state = null, string? report = null) =>
        new(source, new GatewayClient(http, IngestionApp.Password, new RetryPolicy(TimeSpan.FromSeconds(20))), "test", state, report);

    /// <summary>Waits until all accepted reports are stored: an empty batch follows them through the queue.</summary>
    protected async Task SettleAsync()
    {
        var last = new ReportsAccepted { BatchId = Guid.NewGuid() };
        await Aggregation.PublishAsync(last);
        await Eventually.TrueAsync("all is stored", TimeSpan.FromSeconds(30), async () =>
            await Aggregation.ScalarAsync<long>($"select count(*) from analytics.batches where batch_id = '{last.BatchId}'") == 1);

        // What is computed beside the intake, now and not within seconds.
        await Aggregation.Services.GetRequiredService<Quantiles>().SweepAsync(CancellationToken.None);
    }

    /// <summary>The contents of every table, but for those that count deliveries.</summary>
    protected async Task<IReadOnlyList<string>> TablesAsync()
    {
        var contents = new List<string>();
        foreach (var table in await TableNamesAsync())
        {
            var rows = await Aggregation.RowsAsync($"select count(*), md5(string_agg(t::text, e'\\n' order by t::text)) from {table} t");
            contents.Add($"{table}: {rows[0]}");
        }

        return contents;
    }

    /// <summary>A public key in hexadecimal digits.</summary>
    protected static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private async Task<IReadOnlyList<string>> TableNamesAsync()
    {
        var tables = await Aggregation.RowsAsync(
            """
            select c.oid::regclass::text
            from pg_class c
            where relkind in ('r', 'p') and not relispartition and relnamespace::regnamespace::text in ('analytics', 'identity')
              and relname not in ('account', 'batches', 'publishers', 'alert_state', 'schema_migrations')
            """);
        Assert.True(tables.Count > 10);
        return tables;
    }
}

/// <summary>An Ingestion, an Aggregation, and the queue between them.</summary>
public sealed class ImportPlatform(Servers servers) : IAsyncLifetime
{
    public IngestionApp Ingestion { get; private set; } = null!;

    public AggregationApp Aggregation { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await using (var queue = await QueueOfReports.OpenAsync(servers.RabbitMq))
            await queue.PurgeAsync();
        var database = await servers.CreateAggregationDatabaseAsync();
        Ingestion = await new IngestionApp(database, servers.RabbitMq).StartAsync();
        Aggregation = await new AggregationApp(database, servers.RabbitMq, servers.Redis).StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Ingestion.DisposeAsync();
        await Aggregation.DisposeAsync();
        Ingestion.Errors.AssertNone();
        Aggregation.Errors.AssertNone();
    }
}
