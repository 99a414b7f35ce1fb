using NSec.Cryptography;

namespace Telemetry.Tests.Ingestion;

[Collection(Servers.Collection)]
public sealed class RegisterTests(IngestionFixture ingestion) : IClassFixture<IngestionFixture>
{
    private const string Registered = """{"status":"ok","message":"Registered"}""";
    private const string OtherKey = "public_key: another key is registered for this instance_id";

    [Fact]
    public async Task A_new_instance_is_pending_and_published()
    {
        await ingestion.Queue.TakeAsync();
        var instance = ingestion.App.NewInstance();

        await Expect.AnswerAsync(201, Registered, instance.RegisterAsync());

        var published = Assert.Single(await ingestion.Queue.TakeInstancesAsync());
        Assert.Equal(
            (instance.Id, InstanceStatus.Pending, new ApplicationName("ghost", "Ghost"), "1.0", "docker", "production", "linux/amd64"),
            (published.InstanceId, published.Status, published.Application, published.Version, published.DeploymentMode,
                published.Environment, published.OsArch));
        Assert.True(published.Revision > 0);
    }

    [Fact]
    public async Task An_invalid_registration_returns_400_with_the_field_and_stores_nothing()
    {
        await ingestion.Queue.TakeAsync();
        var rows = await ingestion.ScalarAsync<long>("select count(*) from identity.instances");
        var instance = ingestion.App.NewInstance();
        var fields = instance.Registration();
        fields["app_name"] = new string('x', 101);

        await Expect.AnswerAsync(400, "app_name: must not be longer than 100 characters", instance.RegisterAsync(fields));
        await Expect.ErrorAsync("body", instance.PostAsync("/v1/register", """{"instance_id":"a","instance_id":"b"}"""u8.ToArray()));

        Assert.Equal(rows, await ingestion.ScalarAsync<long>("select count(*) from identity.instances"));
        Assert.Empty(await ingestion.Queue.TakeAsync());
    }

    [Fact]
    public async Task Registering_again_stores_and_publishes_the_new_version()
    {
        var instance = await ingestion.App.ActivateInstanceAsync();
        var before = (await ingestion.Queue.TakeInstancesAsync())[^1];
        await Expect.AnswerAsync(202, """{"status":"ok","message":"Snapshot received"}""", instance.SendSnapshotAsync());
        instance.Version = "2.0";

        await Expect.AnswerAsync(201, Registered, instance.RegisterAsync());
        await Expect.AnswerAsync(202, """{"status":"ok","message":"Snapshot received"}""", instance.SendSnapshotAsync());

        var batches = await ingestion.Queue.TakeAsync();
        var published = Assert.Single(batches.SelectMany(batch => batch.Instances));
        Assert.Equal(("2.0", InstanceStatus.Active, before.RegisteredAt), (published.Version, published.Status, published.RegisteredAt));
        Assert.True(published.Revision > before.Revision);
        Assert.Equal(["1.0", "2.0"], batches.SelectMany(batch => batch.Snapshots).Select(snapshot => snapshot.Version));
    }

    [Fact]
    public async Task Registering_again_without_changes_writes_nothing_and_is_published_again()
    {
        var instance = await ingestion.App.RegisterInstanceAsync();
        var before = (await ingestion.Queue.TakeInstancesAsync())[^1];
        var row = await ingestion.ScalarAsync<uint>($"select xmin from identity.instances where id = '{instance.Id}'");

        await Expect.AnswerAsync(201, Registered, instance.RegisterAsync());

        var published = Assert.Single(await ingestion.Queue.TakeInstancesAsync());
        Assert.Equal(before.Revision, published.Revision);
        Assert.Equal(row, await ingestion.ScalarAsync<uint>($"select xmin from identity.instances where id = '{instance.Id}'"));
    }

    [Fact]
    public async Task Another_key_for_a_known_id_is_a_conflict_and_changes_nothing()
    {
        var instance = await ingestion.App.ActivateInstanceAsync();
        await ingestion.Queue.TakeAsync();
        var row = await ingestion.ScalarAsync<string>($"select i::text from identity.instances i where id = '{instance.Id}'");
        var fields = instance.Registration();
        fields["public_key"] = Convert.ToHexString(Key.Create(SignatureAlgorithm.Ed25519).PublicKey.Export(KeyBlobFormat.RawPublicKey));
        fields["app_name"] = "Thief";

        await Expect.AnswerAsync(409, OtherKey, instance.RegisterAsync(fields));

        Assert.Equal(row, await ingestion.ScalarAsync<string>($"select i::text from identity.instances i where id = '{instance.Id}'"));
        Assert.Empty(await ingestion.Queue.TakeAsync());
        await Expect.AnswerAsync(202, """{"status":"ok","message":"Snapshot received"}""", instance.SendSnapshotAsync());
    }

    [Fact]
    public async Task A_revoked_instance_that_registers_again_stays_revoked_and_unchanged()
    {
        var instance = await ingestion.App.ActivateInstanceAsync();
        await ingestion.App.CommandAsync(HttpMethod.Post, $"{instance.Id}/revoke");
        var row = await ingestion.ScalarAsync<string>($"select i::text from identity.instances i where id = '{instance.Id}'");
        instance.Version = "2.0";

        await Expect.AnswerAsync(201, Registered, instance.RegisterAsync());

        Assert.Equal(row, await ingestion.ScalarAsync<string>($"select i::text from identity.instances i where id = '{instance.Id}'"));
        await Expect.AnswerAsync(403, "Unauthorized", instance.ActivateAsync());
        await Expect.AnswerAsync(403, "Unauthorized", instance.SendSnapshotAsync());
    }

    [Fact]
    public async Task Concurrent_first_registrations_of_one_application_share_one_slug()
    {
        await ingestion.Queue.TakeAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => RegisterAsync(ingestion.App, "Brand New App")));

        Assert.All(answers, answer => Assert.Equal(201, (int)answer.StatusCode));
        var published = await ingestion.Queue.TakeInstancesAsync();
        Assert.Equal(200, published.Select(instance => instance.InstanceId).Distinct().Count());
        Assert.Equal(200, published.Select(instance => instance.Revision).Distinct().Count());
        Assert.Equal(["brand-new-app"], published.Select(instance => instance.Application.Slug).Distinct());
    }

    [Fact]
    public async Task Concurrent_registrations_of_one_instance_all_succeed()
    {
        var instance = ingestion.App.NewInstance();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => instance.RegisterAsync()));

        Assert.All(answers, answer => Assert.Equal(201, (int)answer.StatusCode));
    }

    [Fact]
    public async Task Methods_other_than_POST_are_not_allowed()
    {
        using var client = ingestion.App.CreateClient();
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete })
        {
            foreach (var path in new[] { "/v1/register", "/v1/activate", "/v1/snapshot" })
            {
                using var response = await client.SendAsync(new HttpRequestMessage(method, path));
                Assert.Equal(405, (int)response.StatusCode);
            }
        }
    }

    private static Task<HttpResponseMessage> RegisterAsync(IngestionApp app, string application)
    {
        var instance = app.NewInstance();
        var fields = instance.Registration();
        fields["app_name"] = application;
        return instance.RegisterAsync(fields);
    }
}
