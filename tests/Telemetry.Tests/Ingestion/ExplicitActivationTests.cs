namespace Telemetry.Tests.Ingestion;

public sealed class ExplicitActivationFixture(Servers servers) : IngestionFixture(servers)
{
    protected override string Activation => "explicit";
}

[Collection(Servers.Collection)]
public sealed class ExplicitActivationTests(ExplicitActivationFixture ingestion) : IClassFixture<ExplicitActivationFixture>
{
    private const string Activated = """{"status":"active","message":"Instance activated successfully"}""";

    [Fact]
    public async Task An_instance_stays_pending_until_an_admin_approves_it()
    {
        await ingestion.Queue.TakeAsync();
        var instance = await ingestion.App.RegisterInstanceAsync();

        await Expect.AnswerAsync(403, "Instance awaits approval", instance.ActivateAsync());
        await Expect.AnswerAsync(403, "Unauthorized", instance.SendSnapshotAsync());
        Assert.Equal(InstanceStatus.Pending, Assert.Single(await ingestion.Queue.TakeInstancesAsync()).Status);

        await Expect.AnswerAsync(
            200,
            """{"status":"ok","message":"Instance approved"}""",
            ingestion.App.CommandAsync(HttpMethod.Post, $"{instance.Id}/approve"));

        await Expect.AnswerAsync(200, Activated, instance.ActivateAsync());
        await Expect.AnswerAsync(202, """{"status":"ok","message":"Snapshot received"}""", instance.SendSnapshotAsync());
    }

    [Fact]
    public async Task An_invalid_signature_does_not_reveal_that_an_instance_is_pending()
    {
        var instance = await ingestion.App.RegisterInstanceAsync();

        await Expect.AnswerAsync(
            403, "Invalid signature", instance.PostAsync("/v1/activate", "{}"u8.ToArray(), instance.Id.ToString(), new string('0', 128)));
    }
}
