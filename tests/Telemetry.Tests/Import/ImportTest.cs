using System.Security.Cryptography;
using Telemetry.Aggregation.Maintenance;
using Telemetry.Import.Delivery;
using Telemetry.Import.Http;
using Telemetry.Import.Sources;
using Telemetry.Ingestion.Queue;
using Telemetry.Tests.Aggregation;
using Telemetry.Tests.Ingestion;

namespace Telemetry.Tests.Import;

/// <summary>Starts Ingestion and Aggregation on one database for each test.</summary>
public abstract class ImportTest(Servers servers) : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("import-").FullName;

    protected Servers Servers { get; } = servers;

    protected IngestionApp Ingestion { get; private set; } = null!;

    protected AggregationApp Aggregation { get; private set; } = null!;

    /// <summary>The time of the test in whole seconds; times in sources are before it.</summary>
    protected DateTimeOffset Now { get; } = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());

    public async ValueTask InitializeAsync()
    {
        await using (var queue = await QueueOfReports.OpenAsync(Servers.RabbitMq))
            await queue.PurgeAsync();
        var database = await Servers.CreateAggregationDatabaseAsync();
        Ingestion = await new IngestionApp(database, Servers.RabbitMq).StartAsync();
        Aggregation = await new AggregationApp(database, Servers.RabbitMq, Servers.Redis).StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Ingestion.DisposeAsync();
        await Aggregation.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
        Ingestion.Errors.AssertNone();
        Aggregation.Errors.AssertNone();
    }

    protected string FilePath(string name) => Path.Combine(_directory, name);

    protected string FileWith(string name, string text)
    {
        File.WriteAllText(FilePath(name), text);
        return FilePath(name);
    }

    /// <summary>Imports a source, and waits until all records are stored.</summary>
    private protected async Task<ImportState> ImportAsync(ISource source, string? report = null, HttpClient? http = null)
    {
        await using (source)
        {
            var run = NewRun(source, http ?? Ingestion.CreateClient(), state: null, report);
            await run.RunAsync(CancellationToken.None);
            await SettleAsync();
            Assert.True(run.State.IsComplete);
            return run.State;
        }
    }

    internal static ImportRun NewRun(ISource source, HttpClient http, string? state = null, string? report = null) =>
        new(source, new GatewayClient(http, IngestionApp.Password, new RetryPolicy(TimeSpan.FromSeconds(20))), "test", state, report);

    /// <summary>Waits until every accepted report is stored, in any order of batches.</summary>
    protected async Task SettleAsync()
    {
        var accepted = Ingestion.Services.GetRequiredService<AcceptedCounts>().With(new Dictionary<string, int>()).Accepted;
        await Aggregation.SettleAsync(accepted.Values.Sum());

        // Quantiles are computed in the background; the test runs the job at once.
        await Aggregation.Services.GetRequiredService<Quantiles>().SweepAsync(CancellationToken.None);
    }

    /// <summary>Count and hash of the rows of every table, except the tables that count deliveries.</summary>
    protected async Task<IReadOnlyList<string>> TablesAsync()
    {
        var tables = await Aggregation.RowsAsync(
            """
            select c.oid::regclass::text
            from pg_class c
            where relkind in ('r', 'p') and not relispartition and relnamespace::regnamespace::text in ('analytics', 'identity')
              and relname not in ('account', 'batches', 'publishers')
            """);
        Assert.True(tables.Count > 10);
        var contents = new List<string>();
        foreach (var table in tables)
        {
            var rows = await Aggregation.RowsAsync($"select count(*), md5(string_agg(t::text, e'\\n' order by t::text)) from {table} t");
            contents.Add($"{table}: {rows[0]}");
        }

        return contents;
    }

    /// <summary>Random bytes in the format of a public key.</summary>
    protected static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
}
