namespace Telemetry.Tests.Ingestion;

[Collection(Servers.Collection)]
public sealed class InstanceCommandTests(IngestionFixture ingestion) : IClassFixture<IngestionFixture>
{
    private const string Received = """{"status":"ok","message":"Snapshot received"}""";
    private const string Approved = """{"status":"ok","message":"Instance approved"}""";
    private const string Revoked = """{"status":"ok","message":"Instance revoked"}""";
    private const string Deleted = """{"status":"ok","message":"Instance deleted"}""";

    [Fact]
    public async Task A_revoked_instance_is_out_at_once_until_it_is_approved()
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
    public async Task A_revoked_instance_is_out_in_another_process_within_5_seconds()
    {
        var other = await ingestion.StartOtherAsync();
        var instance = await ingestion.App.ActivateInstanceAsync();
        await Expect.AnswerAsync(202, Received, instance.At(other).SendSnapshotAsync());

        await Expect.AnswerAsync(200, Revoked, RevokeAsync(instance));

        await Eventually.TrueAsync("the other process refuses", TimeSpan.FromSeconds(5), async () =>
            (int)(await instance.At(other).SendSnapshotAsync()).StatusCode == 403);
    }

    [Fact]
    public async Task What_one_process_activates_another_one_takes_at_once()
    {
        var other = await ingestion.StartOtherAsync();
        var instance = await ingestion.App.RegisterInstanceAsync();
        await Expect.AnswerAsync(403, "Unauthorized", instance.At(other).SendSnapshotAsync());

        await instance.ActivateAsync();

        await Expect.AnswerAsync(202, Received, instance.At(other).SendSnapshotAsync());
    }

    [Fact]
    public async Task A_version_registered_with_one_process_is_soon_on_snapshots_to_another()
    {
        var other = await ingestion.StartOtherAsync();
        var instance = await ingestion.App.ActivateInstanceAsync();

        // For all of them: with polls every two seconds alone it would take longer.
        var left = TimeSpan.FromSeconds(5);
        for (var upgrade = 2; upgrade < 6; upgrade++)
        {
            await Expect.AnswerAsync(202, Received, instance.At(other).SendSnapshotAsync());
            await ingestion.Queue.TakeAsync();
            instance.Version = $"{upgrade}.0";
            await instance.RegisterAsync();

            left -= await Eventually.TrueAsync($"the other process knows of {instance.Version}", left, async () =>
            {
                await Expect.AnswerAsync(202, Received, instance.At(other).SendSnapshotAsync());
                return Assert.Single(await ingestion.Queue.TakeSnapshotsAsync()).Version == instance.Version;
            });
        }
    }

    [Fact]
    public async Task A_deleted_instance_is_unknown_and_may_register_anew_with_a_later_revision()
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

        var told = await ingestion.Queue.TakeInstancesAsync();
        Assert.Equal([InstanceStatus.Deleted, InstanceStatus.Pending, InstanceStatus.Active], told.Select(change => change.Status));
        Assert.Equal(told.Select(change => change.Revision).Order(), told.Select(change => change.Revision));
    }

    [Fact]
    public async Task Each_command_may_be_repeated_and_is_told_again()
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

            var told = await ingestion.Queue.TakeInstancesAsync();
            Assert.Equal(2, told.Count);
            Assert.Equal(told[0].Revision, told[1].Revision);
        }
    }

    [Fact]
    public async Task An_unknown_instance_is_not_found()
    {
        foreach (var id in new[] { "8bb6a2a2-7d2f-4a3b-9d0e-7a6bde3c1f10", "x" })
        {
            await Expect.AnswerAsync(404, "Unknown instance", ingestion.App.CommandAsync(HttpMethod.Post, $"{id}/approve"));
            await Expect.AnswerAsync(404, "Unknown instance", ingestion.App.CommandAsync(HttpMethod.Post, $"{id}/revoke"));
            await Expect.AnswerAsync(404, "Unknown instance", ingestion.App.CommandAsync(HttpMethod.Delete, id));
        }
    }

    [Fact]
    public async Task Only_the_admin_may_command()
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
