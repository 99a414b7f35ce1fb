using System.Net.Http.Json;
using MassTransit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;
using Npgsql;
using Telemetry.Aggregation.Intake;
using Telemetry.Aggregation.Maintenance;
using Telemetry.Aggregation.Observability;
using Telemetry.Aggregation.Stars;

namespace Telemetry.Tests.Aggregation;

/// <summary>A process of Aggregation, run in the test's.</summary>
public sealed class AggregationApp(
    string database, string rabbitMq, string redis, Action<IServiceCollection>? services = null,
    params (string Name, string Value)[] settings)
    : WebApplicationFactory<AggregationMetrics>
{
    public const string Password = "correct horse battery staple";

    // As Redis has them by default.
    private const int RedisDatabases = 16;

    private static int _apps;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    public string ConnectionString => database;

    public TestClock Clock { get; } = new();

    /// <summary>Errors in its log.</summary>
    public LoggedErrors Errors { get; } = new();

    /// <summary>The database, without the service.</summary>
    public NpgsqlDataSource Database { get; } = NpgsqlDataSource.Create(database);

    /// <summary>Starts it and waits until it is ready.</summary>
    public async Task<AggregationApp> StartAsync()
    {
        using var client = CreateClient();
        await Eventually.TrueAsync("ready", Soon, async () => (await client.GetAsync("/health/ready")).IsSuccessStatusCode);
        return this;
    }

    /// <summary>Stores a batch as the consumer would.</summary>
    public Task StoreAsync(params Report[] reports) => StoreAsync(Batch(reports));

    /// <summary>Stores a batch as the consumer would.</summary>
    public Task StoreAsync(ReportsAccepted batch) => Services.GetRequiredService<ReportStore>().StoreAsync([batch], CancellationToken.None);

    /// <summary>Runs the job of inactive instances.</summary>
    public Task SweepAsync() => Services.GetRequiredService<InactiveInstances>().RunAsync(CancellationToken.None);

    /// <summary>Publishes a batch, as Ingestion does.</summary>
    public Task PublishAsync(ReportsAccepted batch) => Services.GetRequiredService<IBus>().Publish(batch);

    /// <summary>A batch of what Ingestion accepted.</summary>
    public static ReportsAccepted Batch(params Report[] reports) => ReportsAccepted.Of(Guid.NewGuid(), reports);

    /// <summary>Waits until so many reports are accounted for.</summary>
    public Task SettleAsync(long reports) => Eventually.TrueAsync(
        $"{reports} reports accounted for", Soon, async () =>
            await ScalarAsync<long>(
                "select coalesce(sum(stored + duplicates + quarantined), 0)::bigint from analytics.account") >= reports);

    /// <summary>Sends a request of the admin.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        using var client = CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", Password);
        return await client.SendAsync(new HttpRequestMessage(method, $"/api/v1/admin/{path}") { Content = content });
    }

    /// <summary>Gets JSON as the admin.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        var response = await SendAsync(HttpMethod.Get, path);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Sends a request of the admin; returns the status and the text of the response.</summary>
    public async Task<string> RefusalAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        var response = await SendAsync(method, path, content);
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
    }

    /// <summary>Reports of each kind as they are accounted for.</summary>
    public Task<IReadOnlyList<string>> AccountAsync() => RowsAsync("select kind, stored, duplicates, quarantined from analytics.account");

    /// <summary>Closes the runs that are stuck now; returns how many.</summary>
    public Task<int> CloseStuckRunsAsync() => Services.GetRequiredService<StuckRuns>().CloseAsync(CancellationToken.None);

    /// <summary>Creates and drops partitions, and deletes what is too old now.</summary>
    public Task KeepPartitionsAsync() => Services.GetRequiredService<Partitions>().RunAsync(CancellationToken.None);

    /// <summary>One value from the database.</summary>
    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Rows as text, sorted: columns separated by a bar.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(
                string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(column => Convert.ToString(reader.GetValue(column)))));
        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Database.DisposeAsync();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ConnectionStrings:telemetry", database);
        builder.UseSetting("ConnectionStrings:messaging", rabbitMq);
        // Responses that another process has cached must not serve here.
        builder.UseSetting("ConnectionStrings:cache", $"{redis},defaultDatabase={Interlocked.Increment(ref _apps) % RedisDatabases}");
        builder.UseSetting("ADMIN_PASSWORD", Password);
        foreach (var (name, value) in settings)
            builder.UseSetting(name, value);
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(Errors));
        builder.ConfigureServices(collection =>
        {
            collection.AddSingleton<TimeProvider>(Clock);
            // Nobody listens there: what a test did not think of fails.
            collection.AddSingleton(new GitHubAddress(new Uri("http://127.0.0.1:1")));
            services?.Invoke(collection);
        });
    }
}
