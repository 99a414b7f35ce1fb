namespace Telemetry.Tests.Ingestion;

/// <summary>A change of an instance reaches other processes by a notification, and by a poll if they missed it.</summary>
[Collection(Servers.Collection)]
public sealed class ChangeFeedTests(IngestionFixture ingestion) : IClassFixture<IngestionFixture>
{
    private const string Received = """{"status":"ok","message":"Snapshot received"}""";

    [Fact]
    public async Task A_change_reaches_another_process_by_notification_alone()
    {
        await ingestion.ExecuteAsync(
            """
            create function identity.forget_change() returns trigger language plpgsql as $$
            begin
              delete from identity.changes where instance_id = new.instance_id;
              return null;
            end
            $$;
            create trigger forget after insert on identity.changes for each row execute function identity.forget_change();
            """);
        try
        {
            await AssertChangesReachAnotherProcessAsync();
        }
        finally
        {
            await ingestion.ExecuteAsync("drop trigger forget on identity.changes; drop function identity.forget_change()");
        }
    }

    [Fact]
    public async Task A_change_reaches_another_process_by_poll_alone()
    {
        await ingestion.ExecuteAsync("alter table identity.changes disable trigger tell");
        try
        {
            await AssertChangesReachAnotherProcessAsync();
        }
        finally
        {
            await ingestion.ExecuteAsync("alter table identity.changes enable trigger tell");
        }
    }

    // A new version, and a revocation.
    private async Task AssertChangesReachAnotherProcessAsync()
    {
        var other = await ingestion.StartOtherAsync();
        var instance = await ingestion.App.ActivateInstanceAsync();
        await Expect.AnswerAsync(202, Received, instance.At(other).SendSnapshotAsync());
        await ingestion.Queue.TakeAsync();

        instance.Version = "2.0";
        await instance.RegisterAsync();
        await Eventually.TrueAsync("the other process knows the version", async () =>
        {
            await Expect.AnswerAsync(202, Received, instance.At(other).SendSnapshotAsync());
            return Assert.Single(await ingestion.Queue.TakeSnapshotsAsync()).Version == "2.0";
        });

        using var revoked = await ingestion.App.CommandAsync(HttpMethod.Post, $"{instance.Id}/revoke");
        await Eventually.TrueAsync("the other process refuses", async () =>
            (int)(await instance.At(other).SendSnapshotAsync()).StatusCode == 403);
    }
}
