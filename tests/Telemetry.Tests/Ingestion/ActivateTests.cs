namespace Telemetry.Tests.Ingestion;

[Collection(Servers.Collection)]
public sealed class ActivateTests(IngestionFixture ingestion) : IClassFixture<IngestionFixture>
{
    private const string Activated = """{"status":"active","message":"Instance activated successfully"}""";

    private static readonly byte[] Body = """{"action":"activate"}"""u8.ToArray();

    [Fact]
    public async Task An_instance_activates_itself_with_its_signature()
    {
        var instance = await ingestion.App.RegisterInstanceAsync();
        var registered = (await ingestion.Queue.TakeInstancesAsync())[^1];

        await Expect.AnswerAsync(200, Activated, instance.ActivateAsync());

        var published = Assert.Single(await ingestion.Queue.TakeInstancesAsync());
        Assert.Equal((instance.Id, InstanceStatus.Active), (published.InstanceId, published.Status));
        Assert.True(published.Revision > registered.Revision);
    }

    [Fact]
    public async Task Activating_again_succeeds_and_is_published_again()
    {
        var instance = await ingestion.App.ActivateInstanceAsync();
        var first = (await ingestion.Queue.TakeInstancesAsync())[^1];

        await Expect.AnswerAsync(200, Activated, instance.ActivateAsync());

        Assert.Equal(first.Revision, Assert.Single(await ingestion.Queue.TakeInstancesAsync()).Revision);
    }

    [Fact]
    public async Task Any_JSON_body_activates_an_instance()
    {
        var instance = await ingestion.App.RegisterInstanceAsync();

        foreach (var body in new[] { "[1,2]", "{}", "null", " {\"action\" : \"activate\"}\n" })
            await Expect.AnswerAsync(200, Activated, instance.PostSignedAsync("/v1/activate", System.Text.Encoding.UTF8.GetBytes(body)));
    }

    [Fact]
    public async Task A_signed_body_that_is_not_JSON_is_refused()
    {
        var instance = await ingestion.App.RegisterInstanceAsync();

        await Expect.ErrorAsync("body", instance.PostSignedAsync("/v1/activate", "activate"u8.ToArray()));
        await Expect.ErrorAsync("body", instance.PostSignedAsync("/v1/activate", []));
    }

    [Fact]
    public async Task A_missing_header_returns_401()
    {
        var instance = await ingestion.App.RegisterInstanceAsync();

        foreach (var path in new[] { "/v1/activate", "/v1/snapshot" })
        {
            await Expect.AnswerAsync(401, "Missing authentication headers", instance.PostAsync(path, Body));
            await Expect.AnswerAsync(
                401, "Missing authentication headers", instance.PostAsync(path, Body, instanceId: instance.Id.ToString()));
            await Expect.AnswerAsync(401, "Missing authentication headers", instance.PostAsync(path, Body, signature: instance.Sign(Body)));
        }
    }

    [Fact]
    public async Task An_unknown_instance_returns_403()
    {
        var instance = ingestion.App.NewInstance();

        foreach (var instanceId in new[] { "8bb6a2a2-7d2f-4a3b-9d0e-7a6bde3c1f10", "not-an-id", "{8bb6a2a2-7d2f-4a3b-9d0e-7a6bde3c1f10}" })
            await Expect.AnswerAsync(403, "Unauthorized", instance.PostAsync("/v1/activate", Body, instanceId, instance.Sign(Body)));
    }

    [Fact]
    public async Task A_wrong_signature_returns_403_and_activates_nothing()
    {
        var instance = await ingestion.App.RegisterInstanceAsync();
        var other = await ingestion.App.RegisterInstanceAsync();

        await Expect.AnswerAsync(
            403, "Invalid signature", instance.PostAsync("/v1/activate", Body, instance.Id.ToString(), other.Sign(Body)));
        await Expect.AnswerAsync(
            403, "Invalid signature", instance.PostAsync("/v1/activate", Body, other.Id.ToString(), instance.Sign(Body)));
        await Expect.AnswerAsync(403, "Invalid signature", instance.PostAsync("/v1/activate", Body, instance.Id.ToString(), "00"));
        await Expect.AnswerAsync(
            403, "Invalid signature", instance.PostAsync("/v1/activate", [.. Body, 32], instance.Id.ToString(), instance.Sign(Body)));

        await Expect.AnswerAsync(403, "Unauthorized", instance.SendSnapshotAsync());
    }

    [Fact]
    public async Task A_signature_and_an_id_in_upper_case_are_accepted()
    {
        var instance = await ingestion.App.RegisterInstanceAsync();

        await Expect.AnswerAsync(200, Activated, instance.PostAsync(
            "/v1/activate", Body, instance.Id.ToString().ToUpperInvariant(), instance.Sign(Body).ToUpperInvariant()));
    }
}
