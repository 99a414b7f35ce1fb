using System.Security.Cryptography;

namespace Telemetry.Tests.Ingestion;

[Collection(Servers.Collection)]
public sealed class SnapshotTests(IngestionFixture ingestion) : IClassFixture<IngestionFixture>
{
    private const string Received = """{"status":"ok","message":"Snapshot received"}""";
    private const int MaxBytes = 64 * 1024;

    [Fact]
    public async Task A_snapshot_is_queued_before_it_is_answered()
    {
        var instance = await ingestion.App.ActivateInstanceAsync();
        await ingestion.Queue.TakeAsync();
        var body = Encoding.UTF8.GetBytes(Body(instance.Id, """{"users":3,"os":"linux","big":12345678901234567890.5,"é":"\u00fc"}"""));

        await Expect.AnswerAsync(202, Received, instance.PostSignedAsync("/v1/snapshot", body));

        var snapshot = Assert.Single(await ingestion.Queue.TakeSnapshotsAsync());
        Assert.Equal((instance.Id, "ghost", "1.0"), (snapshot.InstanceId, snapshot.Application.Slug, snapshot.Version));
        Assert.Equal("12345678901234567890.5", snapshot.Metrics.GetProperty("big").GetRawText());
        Assert.Equal("ü", snapshot.Metrics.GetProperty("é").GetString());
        var digest = SHA256.HashData([.. instance.Id.ToByteArray(bigEndian: true), .. body]);
        Assert.Equal(Convert.ToHexStringLower(digest.AsSpan(0, 16)), snapshot.Digest.ToString("n"));
    }

    [Fact]
    public async Task A_repeated_snapshot_is_accepted_with_the_same_digest()
    {
        var instance = await ingestion.App.ActivateInstanceAsync();
        await ingestion.Queue.TakeAsync();
        var body = Body(instance.Id, "{}");

        await Expect.AnswerAsync(202, Received, instance.SendSnapshotAsync(body));
        await Expect.AnswerAsync(202, Received, instance.SendSnapshotAsync(body));
        await Expect.AnswerAsync(202, Received, instance.SendSnapshotAsync(body + " "));

        var digests = (await ingestion.Queue.TakeSnapshotsAsync()).Select(snapshot => snapshot.Digest).ToList();
        Assert.Equal(3, digests.Count);
        Assert.Equal(digests[0], digests[1]);
        Assert.NotEqual(digests[0], digests[2]);
    }

    [Fact]
    public async Task An_instance_cannot_post_a_snapshot_for_another_one()
    {
        var instance = await ingestion.App.ActivateInstanceAsync();
        var other = await ingestion.App.ActivateInstanceAsync();
        await ingestion.Queue.TakeAsync();

        await Expect.AnswerAsync(403, "instance_id: names another instance", instance.SendSnapshotAsync(other.Snapshot()));

        Assert.Empty(await ingestion.Queue.TakeAsync());
    }

    [Fact]
    public async Task An_error_names_the_invalid_field_and_nothing_is_queued()
    {
        var instance = await ingestion.App.ActivateInstanceAsync();
        await ingestion.Queue.TakeAsync();
        var fields = instance.Snapshot();
        fields["timestamp"] = ingestion.App.Clock.GetUtcNow().AddMinutes(6);

        await Expect.AnswerAsync(400, "timestamp: is more than 5 minutes in the future", instance.SendSnapshotAsync(fields));
        await Expect.ErrorAsync("metrics", instance.SendSnapshotAsync(Body(instance.Id, "[]")));
        await Expect.ErrorAsync("body", instance.SendSnapshotAsync(Body(instance.Id, """{"a":1,"a":2}""")));

        Assert.Empty(await ingestion.Queue.TakeAsync());
    }

    [Fact]
    public async Task A_body_may_have_64_KiB_and_not_a_byte_more_with_or_without_Content_Length()
    {
        var instance = await ingestion.App.ActivateInstanceAsync();
        var body = Encoding.UTF8.GetBytes(Body(instance.Id, "{}").PadRight(MaxBytes));

        await Expect.AnswerAsync(202, Received, instance.PostSignedAsync("/v1/snapshot", body));
        await Expect.AnswerAsync(202, Received, SendChunkedAsync(body));
        await Expect.AnswerAsync(413, "body: must not be longer than 65536 bytes", instance.PostSignedAsync("/v1/snapshot", [.. body, 32]));
        await Expect.AnswerAsync(413, "body: must not be longer than 65536 bytes", SendChunkedAsync([.. body, 32]));
        await Expect.AnswerAsync(413, "body: must not be longer than 65536 bytes", instance.PostAsync("/v1/register", [.. body, 32]));

        async Task<HttpResponseMessage> SendChunkedAsync(byte[] bytes)
        {
            using var client = ingestion.App.CreateClient();
            var request = new HttpRequestMessage(HttpMethod.Post, "/v1/snapshot") { Content = new StreamContent(new MemoryStream(bytes)) };
            request.Headers.TransferEncodingChunked = true;
            request.Headers.Add("X-Instance-ID", instance.Id.ToString());
            request.Headers.Add("X-Signature", instance.Sign(bytes));
            return await client.SendAsync(request);
        }
    }

    [Fact]
    public async Task A_wrong_signature_is_refused_before_the_body_is_read()
    {
        var instance = await ingestion.App.ActivateInstanceAsync();

        await Expect.AnswerAsync(
            403,
            "Invalid signature",
            instance.PostAsync("/v1/snapshot", "not JSON"u8.ToArray(), instance.Id.ToString(), new string('0', 128)));
    }

    [Fact]
    public async Task A_pending_instance_may_not_send_snapshots()
    {
        var instance = await ingestion.App.RegisterInstanceAsync();

        await Expect.AnswerAsync(403, "Unauthorized", instance.SendSnapshotAsync());
    }

    [Fact]
    public async Task Concurrent_snapshots_share_batches()
    {
        var instance = await ingestion.App.ActivateInstanceAsync();
        await ingestion.Queue.TakeAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => instance.SendSnapshotAsync()));

        Assert.All(answers, answer => Assert.Equal(202, (int)answer.StatusCode));
        var batches = await ingestion.Queue.TakeAsync();
        Assert.Equal(300, batches.Sum(batch => batch.Snapshots.Count));
        Assert.InRange(batches.Count, 1, 100);
        Assert.Equal(batches.Count, batches.Select(batch => batch.BatchId).Distinct().Count());
    }

    private static string Body(Guid id, string metrics) =>
        $$"""{"instance_id":"{{id}}","timestamp":"{{DateTimeOffset.UtcNow:O}}","metrics":{{metrics}}}""";
}
