using NSec.Cryptography;
using Telemetry.Contracts;
using Telemetry.Tests.Fixtures;

namespace Telemetry.Tests.Ingestion;

[Collection(Servers.Collection)]
public sealed class RegisterTests(IngestionFixture ingestion) : IClassFixture<IngestionFixture>
{
    private const string Registered = """{"status":"ok","message":"Registered"}""";
    private const string OtherKey = "public_key: another key is registered for this instance_id";

    private static readonly string Emoji = string.Concat(Enumerable.Repeat("\U0001f600", 50));

    public static TheoryData<string, object?> Good => new()
    {
        { "public_key", new string('A', 64) },
        { "public_key", new string('0', 64) },
        { "app_name", "x" },
        { "app_name", new string('x', 100) },
        { "app_name", "日本" },
        { "app_version", new string('x', 50) },
        { "app_version", Emoji },
        { "app_version", "" },
        { "app_version", null },
        { "deployment_mode", new string('x', 20) },
        { "environment", new string('x', 20) },
        { "os_arch", new string('x', 50) },
        { "a_field_of_a_later_version", new[] { 1, 2 } },
    };

    public static TheoryData<string, object?> Bad => new()
    {
        { "instance_id", null },
        { "instance_id", "" },
        { "instance_id", 1 },
        { "instance_id", "1" },
        { "instance_id", "{8bb6a2a2-7d2f-4a3b-9d0e-7a6bde3c1f10}" },
        { "instance_id", "8bb6a2a27d2f4a3b9d0e7a6bde3c1f10" },
        { "instance_id", " 8bb6a2a2-7d2f-4a3b-9d0e-7a6bde3c1f10" },
        { "instance_id", "8bb6a2a2-7d2f-4a3b-9d0e-7a6bde3c1f1" },
        { "instance_id", "8bb6a2a2-7d2f-4a3b-9d0e-7a6bde3c1f10a" },
        { "instance_id", "8bb6a2a2-7d2f-4a3b-9d0e-7a6bde3c1f1g" },
        { "instance_id", "0x0000a2-7d2f-4a3b-9d0e-7a6bde3c1f10" },
        { "public_key", null },
        { "public_key", "" },
        { "public_key", new string('a', 63) },
        { "public_key", new string('a', 62) },
        { "public_key", new string('a', 65) },
        { "public_key", new string('a', 66) },
        { "public_key", new string('g', 64) },
        { "public_key", true },
        { "app_name", null },
        { "app_name", "" },
        { "app_name", "  " },
        { "app_name", new string('x', 101) },
        { "app_name", "a\nb" },
        { "app_name", "a\u0085b" },
        { "app_name", new[] { "x" } },
        { "app_version", new string('x', 51) },
        { "app_version", Emoji + "x" },
        { "app_version", 2 },
        { "app_version", "1.0\r\n" },
        { "deployment_mode", new string('x', 21) },
        { "deployment_mode", new { a = 1 } },
        { "environment", new string('x', 21) },
        { "environment", false },
        { "os_arch", new string('x', 51) },
        { "os_arch", 64 },
    };

    [Fact]
    public async Task A_new_instance_is_pending_and_told_on()
    {
        await ingestion.Queue.TakeAsync();
        var instance = ingestion.App.NewInstance();

        await Expect.AnswerAsync(201, Registered, instance.RegisterAsync());

        var told = Assert.Single(await ingestion.Queue.TakeInstancesAsync());
        Assert.Equal(
            (instance.Id, InstanceStatus.Pending, new ApplicationName("ghost", "Ghost"), "1.0", "docker", "production", "linux/amd64"),
            (told.InstanceId, told.Status, told.Application, told.Version, told.DeploymentMode, told.Environment, told.OsArch));
        Assert.True(told.Revision > 0);
    }

    [Theory]
    [MemberData(nameof(Good))]
    public async Task A_field_at_its_edge_is_taken(string field, object? value)
    {
        var instance = ingestion.App.NewInstance();
        var fields = instance.Registration();
        fields[field] = value;

        await Expect.AnswerAsync(201, Registered, instance.RegisterAsync(fields));
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_field_beyond_its_edge_is_named_and_leaves_no_trace(string field, object? value)
    {
        await ingestion.Queue.TakeAsync();
        var rows = await ingestion.ScalarAsync<long>("select count(*) from identity.instances");
        var instance = ingestion.App.NewInstance();
        var fields = instance.Registration();
        fields[field] = value;

        await Expect.FaultAsync(field, instance.RegisterAsync(fields));

        Assert.Equal(rows, await ingestion.ScalarAsync<long>("select count(*) from identity.instances"));
        Assert.Empty(await ingestion.Queue.TakeAsync());
    }

    [Theory]
    [InlineData("instance_id")]
    [InlineData("public_key")]
    [InlineData("app_name")]
    public async Task A_required_field_that_is_missing_is_named(string field)
    {
        var instance = ingestion.App.NewInstance();
        var fields = instance.Registration();
        fields.Remove(field);

        await Expect.AnswerAsync(400, $"{field}: is missing", instance.RegisterAsync(fields));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("""{"instance_id":"a","instance_id":"b"}""")]
    public Task A_body_that_is_no_sound_JSON_object_is_refused(string body) =>
        Expect.FaultAsync("body", ingestion.App.NewInstance().PostAsync("/v1/register", System.Text.Encoding.UTF8.GetBytes(body)));

    [Fact]
    public async Task Optional_fields_may_be_missing()
    {
        var instance = ingestion.App.NewInstance();
        var fields = instance.Registration();
        foreach (var optional in new[] { "app_version", "deployment_mode", "environment", "os_arch" })
            fields.Remove(optional);

        await Expect.AnswerAsync(201, Registered, instance.RegisterAsync(fields));
    }

    [Fact]
    public async Task Registering_again_takes_over_the_new_version_and_tells_it()
    {
        var instance = await ingestion.App.ActivateInstanceAsync();
        var before = (await ingestion.Queue.TakeInstancesAsync())[^1];
        await Expect.AnswerAsync(202, """{"status":"ok","message":"Snapshot received"}""", instance.SendSnapshotAsync());
        instance.Version = "2.0";

        await Expect.AnswerAsync(201, Registered, instance.RegisterAsync());
        await Expect.AnswerAsync(202, """{"status":"ok","message":"Snapshot received"}""", instance.SendSnapshotAsync());

        var batches = await ingestion.Queue.TakeAsync();
        var told = Assert.Single(batches.SelectMany(batch => batch.Instances));
        Assert.Equal(("2.0", InstanceStatus.Active, before.RegisteredAt), (told.Version, told.Status, told.RegisteredAt));
        Assert.True(told.Revision > before.Revision);
        Assert.Equal(["1.0", "2.0"], batches.SelectMany(batch => batch.Snapshots).Select(snapshot => snapshot.Version));
    }

    [Fact]
    public async Task Registering_again_without_news_writes_nothing_and_is_told_all_the_same()
    {
        var instance = await ingestion.App.RegisterInstanceAsync();
        var before = (await ingestion.Queue.TakeInstancesAsync())[^1];
        var row = await ingestion.ScalarAsync<uint>($"select xmin from identity.instances where id = '{instance.Id}'");

        await Expect.AnswerAsync(201, Registered, instance.RegisterAsync());

        var told = Assert.Single(await ingestion.Queue.TakeInstancesAsync());
        Assert.Equal(before.Revision, told.Revision);
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
    public async Task The_key_may_be_written_in_either_case()
    {
        var instance = await ingestion.App.RegisterInstanceAsync();
        var fields = instance.Registration();
        fields["public_key"] = fields["public_key"]!.ToString()!.ToUpperInvariant();
        fields["instance_id"] = fields["instance_id"]!.ToString()!.ToUpperInvariant();

        await Expect.AnswerAsync(201, Registered, instance.RegisterAsync(fields));
    }

    [Fact]
    public async Task A_revoked_instance_that_registers_again_stays_revoked_with_all_it_had()
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
    public async Task Many_first_registrations_of_one_application_at_once_all_succeed_under_one_slug()
    {
        await ingestion.Queue.TakeAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => RegisterAsync(ingestion.App, "Brand New App")));

        Assert.All(answers, answer => Assert.Equal(201, (int)answer.StatusCode));
        var told = await ingestion.Queue.TakeInstancesAsync();
        Assert.Equal(200, told.Select(instance => instance.InstanceId).Distinct().Count());
        Assert.Equal(200, told.Select(instance => instance.Revision).Distinct().Count());
        Assert.Equal(["brand-new-app"], told.Select(instance => instance.Application.Slug).Distinct());
    }

    [Fact]
    public async Task One_instance_that_registers_many_times_at_once_is_one_instance()
    {
        var instance = ingestion.App.NewInstance();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => instance.RegisterAsync()));

        Assert.All(answers, answer => Assert.Equal(201, (int)answer.StatusCode));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Other_methods_are_not_allowed(string method)
    {
        using var client = ingestion.App.CreateClient();
        foreach (var path in new[] { "/v1/register", "/v1/activate", "/v1/snapshot" })
        {
            using var response = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
            Assert.Equal(405, (int)response.StatusCode);
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
