using System.Net.Http.Json;
using MassTransit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;
using Npgsql;
using RabbitMQ.Client;
using Telemetry.Notifications;
using Telemetry.Notifications.Deliveries;
using Telemetry.Notifications.Maintenance;
using Telemetry.ServiceDefaults.Messaging;
using Telemetry.Tests.Aggregation;

namespace Telemetry.Tests.Notifications;

/// <summary>Notifications inside the test process. Retries wait tenths of a second instead of minutes.</summary>
public sealed class NotificationsApp(string database, string rabbitMq, params (string Name, string Value)[] settings)
    : WebApplicationFactory<NotificationsMetrics>
{
    private static readonly RetryPlan ShortRetries =
        new([TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(300)], GiveUpAfter: TimeSpan.FromDays(3))
        {
            PollInterval = TimeSpan.FromMilliseconds(50),
        };

    internal RetryPlan Retries { get; init; } = ShortRetries;

    public TestClock Clock { get; } = new();

    public LoggedErrors Errors { get; } = new();

    /// <summary>A connection to the database without the service.</summary>
    public NpgsqlDataSource Database { get; } = NpgsqlDataSource.Create(database);

    /// <summary>Deletes the queue, starts the service and waits until it is ready.</summary>
    public async Task<NotificationsApp> StartAsync()
    {
        await DeleteQueueAsync(rabbitMq);
        using var client = CreateClient();
        await Eventually.TrueAsync("ready", async () => (await client.GetAsync("/health/ready")).IsSuccessStatusCode);
        return this;
    }

    /// <summary>Deletes the queue with the messages of other tests.</summary>
    public static async Task DeleteQueueAsync(string rabbitMq)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(rabbitMq) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeleteAsync(AlertQueue.Name);
    }

    /// <summary>Publishes a message, as Aggregation does.</summary>
    public Task PublishAsync<T>(T message)
        where T : class => Services.GetRequiredService<IBus>().Publish(message);

    /// <summary>Waits until a number of deliveries have ended.</summary>
    public Task SettleAsync(int deliveries) => Eventually.TrueAsync(
        $"{deliveries} deliveries have ended",
        async () => (await LogAsync()).Count(delivery => State(delivery) != "waiting") >= deliveries);

    /// <summary>Publishes a message and waits until its deliveries have ended.</summary>
    public async Task DeliverAsync<T>(T message, Guid id)
        where T : class
    {
        await PublishAsync(message);
        await Eventually.TrueAsync("the deliveries of the message have ended", async () =>
        {
            var deliveries = (await LogAsync()).Where(delivery => delivery.GetProperty("incident_change_id").GetGuid() == id).ToList();
            return deliveries.Count > 0 && deliveries.TrueForAll(delivery => State(delivery) != "waiting");
        });
    }

    /// <summary>Waits until the only delivery of the log has a number of attempts.</summary>
    public Task WaitForAttemptsAsync(int attempts) => Eventually.TrueAsync(
        $"{attempts} attempts", async () => await LogAsync() is [var delivery] && Attempts(delivery) >= attempts);

    /// <summary>Waits until the only delivery of the log has this reason.</summary>
    public Task WaitForReasonAsync(string reason) => Eventually.TrueAsync(
        $"the reason {reason}",
        async () => await LogAsync() is [var delivery] && Reason(delivery).Contains(reason, StringComparison.Ordinal));

    public async Task ClearAsync()
    {
        await using var command = Database.CreateCommand("delete from notifications.notices");
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The delivery log, newest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> LogAsync() =>
        [.. (await GetAsync("deliveries?limit=100")).GetProperty("deliveries").EnumerateArray()];

    public async Task<JsonElement> SingleAsync() => Assert.Single(await LogAsync());

    public Task DeleteOldAsync() => Services.GetRequiredService<DeleteOldNotices>().RunAsync(CancellationToken.None);

    public static string State(JsonElement delivery) => delivery.GetProperty("state").GetString()!;

    public static int Attempts(JsonElement delivery) => delivery.GetProperty("attempts").GetInt32();

    public static string Reason(JsonElement delivery) => delivery.GetProperty("reason").GetString()!;

    public async Task<HttpResponseMessage> SendAsync(string path)
    {
        using var client = CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", AggregationApp.Password);
        return await client.GetAsync($"/api/v1/admin/{path}");
    }

    /// <summary>Gets JSON as the admin.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await SendAsync(path);
        return await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
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
        builder.UseSetting("ADMIN_PASSWORD", AggregationApp.Password);
        foreach (var (name, value) in settings)
            builder.UseSetting(name, value);
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(Errors));
        builder.ConfigureServices(services => services
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton(Retries));
    }
}
