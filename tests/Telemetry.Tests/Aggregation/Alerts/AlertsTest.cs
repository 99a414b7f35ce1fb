using System.Net.Http.Json;
using Telemetry.Aggregation.Alerts;
using Telemetry.Aggregation.Alerts.Outbox;
using Telemetry.ServiceDefaults.Jobs;
using Telemetry.ServiceDefaults.Messaging;

namespace Telemetry.Tests.Aggregation.Alerts;

/// <summary>A host that evaluates rules and sends alerts only when a test calls it.</summary>
public class AlertsHost(Servers servers) : AggregationHost(servers)
{
    public override async Task ResetAsync()
    {
        await base.ResetAsync();
        await using (var queue = await QueueOfReports.OpenAsync(Servers.RabbitMq))
            await queue.OnChannelAsync(channel => channel.QueuePurgeAsync(AlertQueue.Name));
        // Wednesday, 12:30.
        var now = App.Clock.GetUtcNow().UtcDateTime;
        App.Clock.Advance(now.Date.AddDays(((int)DayOfWeek.Wednesday - (int)now.DayOfWeek + 7) % 7 + 7).AddHours(12.5) - now);
    }

    /// <summary>Starts another process on the same database.</summary>
    public Task<AggregationApp> StartAnotherAsync(string? rabbitMq = null) =>
        NewApp(App.ConnectionString, rabbitMq ?? Servers.RabbitMq).StartAsync();

    protected override AggregationApp NewApp(string database) => NewApp(database, Servers.RabbitMq);

    private AggregationApp NewApp(string database, string rabbitMq) => new(
        database,
        rabbitMq,
        Servers.Redis,
        services =>
        {
            services.RemoveMaintenance();
            services.RemoveHosted<PeriodicJob<AlertEvaluation>>();
            services.RemoveHosted<AlertSender>();
        },
        Settings);
}

public abstract class AlertsTest<THost>(THost host) : AggregationTest<THost>(host)
    where THost : AlertsHost
{
    protected static readonly TimeSpan EvaluationPeriod = TimeSpan.FromMinutes(1);

    /// <summary>UTC, from the clock of the service.</summary>
    protected DateTimeOffset Now => App.Clock.GetUtcNow();

    /// <summary>Advances the clock by a minute and evaluates the rules.</summary>
    protected async Task EvaluateAsync(int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            App.Clock.Advance(EvaluationPeriod);
            Assert.True(await App.Services.GetRequiredService<AlertEvaluation>().EvaluateAsync(CancellationToken.None));
        }
    }

    /// <summary>Advances the clock and evaluates the rules often enough that the platform counts as running.</summary>
    protected async Task PassAsync(TimeSpan time)
    {
        for (var end = Now + time; Now < end;)
        {
            App.Clock.Advance(TimeSpan.FromMinutes(8));
            await EvaluateAsync();
        }
    }

    /// <summary>Stores finished runs of a script.</summary>
    protected Task RunAsync(string script, int succeeded, int failed, TimeSpan ago = default) => App.StoreAsync(
        [.. Enumerable.Range(0, succeeded + failed).Select(
            number => new TestRun(script, Now - ago).Posts(number < succeeded ? "success" : "failed"))]);

    /// <summary>Messages in the outbox, oldest first.</summary>
    protected async Task<IReadOnlyList<IncidentsChanged>> OutboxAsync()
    {
        await using var command = App.Database.CreateCommand(
            "select message::text from analytics.alert_outbox where kind = 'incidents' order by sequence");
        await using var reader = await command.ExecuteReaderAsync();
        var messages = new List<IncidentsChanged>();
        while (await reader.ReadAsync())
            messages.Add(JsonSerializer.Deserialize<IncidentsChanged>(reader.GetString(0))!);
        return messages;
    }

    /// <summary>Steps of the incidents of a rule in the outbox, oldest first: "opened docker".</summary>
    protected async Task<string> StepsAsync(string rule = "script_failure_rate") => string.Join(
        ", ",
        (await OutboxAsync()).SelectMany(message => message.Steps).Where(step => step.Rule == rule).Select(
            step => $"{step.Kind} {step.Subject}".ToLowerInvariant()));

    /// <summary>Takes all messages from the queue, each with its type.</summary>
    protected async Task<IReadOnlyList<(string Type, JsonElement Message)>> TakeAsync()
    {
        var messages = new List<(string, JsonElement)>();
        await using var queue = await QueueOfReports.OpenAsync(Servers.RabbitMq);
        await queue.OnChannelAsync(async channel =>
        {
            while (await channel.BasicGetAsync(AlertQueue.Name, autoAck: true) is { } message)
            {
                Assert.True(message.BasicProperties.Persistent);
                var envelope = JsonSerializer.Deserialize<JsonElement>(message.Body.Span);
                messages.Add((envelope.GetProperty("messageType")[0].GetString()!.Split(':')[^1], envelope.GetProperty("message")));
            }
        });
        return messages;
    }

    protected async Task SetAsync(string rule, object body)
    {
        var answer = await App.SendAsync(HttpMethod.Put, $"alert-rules/{rule}", JsonContent.Create(body));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
