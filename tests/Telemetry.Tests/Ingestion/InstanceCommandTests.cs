namespace Telemetry.Tests.Ingestion;

[Collection(Servers.Collection)]
public sealed class InstanceCommandTests(IngestionFixture ingestion) : IClassFixture<IngestionFixture>
{
    private const string Received = """{"status":"ok","message":"Snapshot received"}""";
    private const string Approved = """{"status":"ok","message":"Instance approved"}""";
    private const string Revoked = """{"status":"ok","message":"Instance revoked"}""";
    private const string Deleted = """{"status":"ok","message":"Instance deleted"}""";

    [Fact]
    public async Task A_revoked_instance_is_refused_at_once_until_it_is_approved()
    {
        var instance = await ingestion.App.ActivateInstanceAsync();
        await Expect.AnswerAsync(202, Received, instance.SendSnapshotAsync());
        await ingestion.Queue.TakeAsync();

        await Expect.AnswerAsync(200, Revoked, RevokeAsync(instance));

        await Expect.AnswerAsync(403, "Unauthorized", instance.SendSnapshotAsync());
        await Expect.AnswerAsync(403, "Unauthorized", instance.ActivateAsync());
        Assert.Equal(InstanceStatus.Revoked, Assert.Single(await ingestion.Queue.TakeInstancesAsync()).Status);
        await Expect.AnswerAsync(200, Approved, ingestion.App.CommandAsync(HttpMethod.Post, $"{instance.Id}/approve"));
        await Expect.AnswerAsync(202, Received, instance.SendSnapshotAsync());
    }

    [Fact]
    public async Task An_instance_activated_by_one_process_is_accepted_by_another_at_once()
    {
        var other = await ingestion.StartOtherAsync();
        var instance = await ingestion.App.RegisterInstanceAsync();
        await Expect.AnswerAsync(403, "Unauthorized", instance.At(other).SendSnapshotAsync());

        await instance.ActivateAsync();

        await Expect.AnswerAsync(202, Received, instance.At(other).SendSnapshotAsync());
    }

    [Fact]
    public async Task A_deleted_instance_is_unknown_and_may_register_again_with_a_later_revision()
    {
        var instance = await ingestion.App.ActivateInstanceAsync();
        await ingestion.Queue.TakeAsync();

        await Expect.AnswerAsync(200, Deleted, DeleteAsync(instance));
        await Expect.AnswerAsync(403, "Unauthorized", instance.SendSnapshotAsync());
        Assert.Equal(0L, await ingestion.ScalarAsync<long>(
            $"select count(*) from identity.instances where id = '{instance.Id}' and (octet_length(public_key) > 0 or environment <> '')"));
        await Expect.AnswerAsync(404, "Unknown instance", RevokeAsync(instance));
        await Expect.AnswerAsync(404, "Unknown instance", ingestion.App.CommandAsync(HttpMethod.Post, $"{instance.Id}/approve"));
        var anew = new TestInstance(ingestion.App.CreateClient(), ingestion.App.Clock) { Id = instance.Id };
        await Expect.AnswerAsync(201, """{"status":"ok","message":"Registered"}""", anew.RegisterAsync());
        await Expect.AnswerAsync(403, "Invalid signature", instance.ActivateAsync());
        await Expect.AnswerAsync(200, """{"status":"active","message":"Instance activated successfully"}""", anew.ActivateAsync());

        var published = await ingestion.Queue.TakeInstancesAsync();
        Assert.Equal([InstanceStatus.Deleted, InstanceStatus.Pending, InstanceStatus.Active], published.Select(change => change.Status));
        Assert.Equal(published.Select(change => change.Revision).Order(), published.Select(change => change.Revision));
    }

    [Fact]
    public async Task A_repeated_command_succeeds_and_is_published_again()
    {
        var instance = await ingestion.App.ActivateInstanceAsync();
        await ingestion.Queue.TakeAsync();

        foreach (var (send, answer) in new (Func<Task<HttpResponseMessage>>, string)[]
        {
            (() => RevokeAsync(instance), Revoked),
            (() => ingestion.App.CommandAsync(HttpMethod.Post, $"{instance.Id}/approve"), Approved),
            (() => DeleteAsync(instance), Deleted),
        })
        {
            await Expect.AnswerAsync(200, answer, send());
            await Expect.AnswerAsync(200, answer, send());

            var published = await ingestion.Queue.TakeInstancesAsync();
            Assert.Equal(2, published.Count);
            Assert.Equal(published[0].Revision, published[1].Revision);
        }
    }

    [Fact]
    public async Task A_command_for_an_unknown_instance_returns_404()
    {
        foreach (var id in new[] { "8bb6a2a2-7d2f-4a3b-9d0e-7a6bde3c1f10", "x" })
        {
            await Expect.AnswerAsync(404, "Unknown instance", ingestion.App.CommandAsync(HttpMethod.Post, $"{id}/approve"));
            await Expect.AnswerAsync(404, "Unknown instance", ingestion.App.CommandAsync(HttpMethod.Post, $"{id}/revoke"));
            await Expect.AnswerAsync(404, "Unknown instance", ingestion.App.CommandAsync(HttpMethod.Delete, id));
        }
    }

    [Fact]
    public async Task Only_the_admin_may_send_commands()
    {
        var instance = await ingestion.App.ActivateInstanceAsync();
        using var client = ingestion.App.CreateClient();
        foreach (var password in new[] { null, "", "wrong" })
        {
            client.DefaultRequestHeaders.Authorization = password is null ? null : new("Bearer", password);

            using var revoke = await client.PostAsync($"/api/v1/admin/instances/{instance.Id}/revoke", content: null);
            using var delete = await client.DeleteAsync($"/api/v1/admin/instances/{instance.Id}");

            Assert.Equal((401, 401), ((int)revoke.StatusCode, (int)delete.StatusCode));
        }

        await Expect.AnswerAsync(202, Received, instance.SendSnapshotAsync());
    }

    private Task<HttpResponseMessage> RevokeAsync(TestInstance instance) =>
        ingestion.App.CommandAsync(HttpMethod.Post, $"{instance.Id}/revoke");

    private Task<HttpResponseMessage> DeleteAsync(TestInstance instance) =>
        ingestion.App.CommandAsync(HttpMethod.Delete, instance.Id.ToString());
}
