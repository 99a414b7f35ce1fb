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

/// <summary>Aggregation, hosted in the process of the tests.</summary>
public sealed class AggregationApp(
    string database, string rabbitMq, string redis, Action<IServiceCollection>? services = null,
    params (string Name, string Value)[] settings)
    : WebApplicationFactory<AggregationMetrics>
{
    public const string Password = "correct horse battery staple";

    // The default of Redis.
    private const int RedisDatabases = 16;

    private static int _apps;

    public string ConnectionString => database;

    public TestClock Clock { get; } = new();

    public LoggedErrors Errors { get; } = new();

    /// <summary>A direct connection to the database.</summary>
    public NpgsqlDataSource Database { get; } = NpgsqlDataSource.Create(database);

    /// <summary>Starts the service and waits until it is ready.</summary>
    public async Task<AggregationApp> StartAsync()
    {
        using var client = CreateClient();
        await Eventually.TrueAsync("ready", async () => (await client.GetAsync("/health/ready")).IsSuccessStatusCode);
        return this;
    }

    /// <summary>Stores a batch like the consumer, without the broker.</summary>
    public Task StoreAsync(params Report[] reports) => StoreAsync(Batch(reports));

    /// <summary>Stores a batch like the consumer, without the broker.</summary>
    public Task StoreAsync(ReportsAccepted batch) => Services.GetRequiredService<ReportStore>().StoreAsync([batch], CancellationToken.None);

    /// <summary>Runs the job that marks instances as inactive.</summary>
    public Task SweepAsync() => Services.GetRequiredService<InactiveInstances>().RunAsync(CancellationToken.None);

    public Task PublishAsync(ReportsAccepted batch) => Services.GetRequiredService<IBus>().Publish(batch);

    public static ReportsAccepted Batch(params Report[] reports) => ReportsAccepted.Of(Guid.NewGuid(), reports);

    /// <summary>Waits until the given number of reports is stored, a duplicate or quarantined.</summary>
    public Task SettleAsync(long reports) => Eventually.TrueAsync(
        $"{reports} reports accounted for", async () =>
            await ScalarAsync<long>(
                "select coalesce(sum(stored + duplicates + quarantined), 0)::bigint from analytics.account") >= reports);

    /// <summary>Sends a request as the admin.</summary>
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

    /// <summary>Sends a request as the admin; returns the status and the text of the response.</summary>
    public async Task<string> ProblemAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        var response = await SendAsync(method, path, content);
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
    }

    /// <summary>Counts of reports by kind: stored, duplicates, quarantined.</summary>
    public Task<IReadOnlyList<string>> AccountAsync() => RowsAsync("select kind, stored, duplicates, quarantined from analytics.account");

    /// <summary>Closes stuck runs; returns their number.</summary>
    public Task<int> CloseStuckRunsAsync() => Services.GetRequiredService<StuckRuns>().CloseAsync(CancellationToken.None);

    /// <summary>Creates and drops partitions, and deletes rows beyond the retention.</summary>
    public Task MaintainPartitionsAsync() => Services.GetRequiredService<Partitions>().RunAsync(CancellationToken.None);

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Rows as sorted texts, with columns separated by a bar.</summary>
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
        // Processes of other tests must not share cached responses.
        builder.UseSetting("ConnectionStrings:cache", $"{redis},defaultDatabase={Interlocked.Increment(ref _apps) % RedisDatabases}");
        builder.UseSetting("ADMIN_PASSWORD", Password);
        foreach (var (name, value) in settings)
            builder.UseSetting(name, value);
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(Errors));
        builder.ConfigureServices(collection =>
        {
            collection.AddSingleton<TimeProvider>(Clock);
            // No server listens on this port, so that a test without its own server never reaches GitHub.
            collection.AddSingleton(new GitHubAddress(new Uri("http://127.0.0.1:1")));
            services?.Invoke(collection);
        });
    }
}
