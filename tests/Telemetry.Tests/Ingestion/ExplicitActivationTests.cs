using Telemetry.Contracts;
using Telemetry.Tests.Fixtures;

namespace Telemetry.Tests.Ingestion;

[Collection(Servers.Collection)]
public sealed class ExplicitActivationTests(Servers servers) : IAsyncLifetime
{
    private const string Activated = """{"status":"active","message":"Instance activated successfully"}""";

    private IngestionApp _app = null!;
    private QueueOfReports _queue = null!;

    [Fact]
    public async Task An_instance_waits_until_an_admin_approves_it()
    {
        var instance = await _app.RegisterInstanceAsync();

        await Expect.AnswerAsync(403, "Instance awaits approval", instance.ActivateAsync());
        await Expect.AnswerAsync(403, "Unauthorized", instance.SendSnapshotAsync());
        Assert.Equal(InstanceStatus.Pending, Assert.Single(await _queue.TakeInstancesAsync()).Status);

        await Expect.AnswerAsync(
            200, """{"status":"ok","message":"Instance approved"}""", _app.CommandAsync(HttpMethod.Post, $"{instance.Id}/approve"));

        await Expect.AnswerAsync(200, Activated, instance.ActivateAsync());
        await Expect.AnswerAsync(202, """{"status":"ok","message":"Snapshot received"}""", instance.SendSnapshotAsync());
    }

    [Fact]
    public async Task Only_a_valid_signature_is_told_that_it_waits()
    {
        var instance = await _app.RegisterInstanceAsync();

        await Expect.AnswerAsync(403, "Invalid signature", instance.PostAsync("/v1/activate", "{}"u8.ToArray(), instance.Id.ToString(), new string('0', 128)));
    }

    public async ValueTask InitializeAsync()
    {
        _queue = await QueueOfReports.OpenAsync(servers.RabbitMq);
        await _queue.PurgeAsync();
        _app = await new IngestionApp(await servers.CreateDatabaseAsync(), servers.RabbitMq, "explicit").StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _queue.DisposeAsync();
        _app.Errors.AssertNone();
    }
}
