using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Telemetry.Tests.Fixtures;

namespace Telemetry.Tests.Ingestion;

[Collection(Servers.Collection)]
public sealed class SnapshotTests(IngestionFixture ingestion) : IClassFixture<IngestionFixture>
{
    private const string Received = """{"status":"ok","message":"Snapshot received"}""";
    private const int MostBytes = 64 * 1024;

    public static TheoryData<string> GoodMetrics =>
    [
        "{}", """{"users":1}""", """{"a":-0,"b":1e-300,"c":[1,{"d":null}],"e":true,"f":"x"}""", $$"""{"{{new string('k', 200)}}":1}""",
        $$"""{{{string.Join(',', Enumerable.Range(0, 253).Select(i => $"\"k{i}\":{i}"))}}}""",
    ];

    public static TheoryData<string, string> BadMetrics => new()
    {
        { "metrics", "[]" },
        { "metrics", "null" },
        { "metrics", "1" },
        { "metrics", """{"":1}""" },
        { "metrics", """{"a\nb":1}""" },
        { "metrics", $$"""{"{{new string('k', 201)}}":1}""" },
        { "body", """{"a":1,"a":2}""" },
        { "body", """{"a":"\ud800"}""" },
        { "body", """{"a":"\u0000"}""" },
        { "body", """{"a":1e400}""" },
        { "body", $$"""{{{string.Join(',', Enumerable.Range(0, 254).Select(i => $"\"k{i}\":{i}"))}}}""" },
    };

    public static TheoryData<object?> BadTimestamps =>
    [
        (object?)null, "", "yesterday", 1767323045, "2026-01-02", "2026-01-02T03:04:05", "2026-01-02 03:04:05Z", "2026-13-02T03:04:05Z",
        "2026-01-02T25:04:05Z", "2026-01-02T03:04:05+0100", "2026-01-02T03:04:05.Z", "2026-01-02T03:04:05.1234567890Z",
        " 2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z\n",
    ];

    [Fact]
    public async Task A_snapshot_is_in_the_queue_when_it_is_answered()
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
    public async Task The_same_bytes_again_are_a_success_with_the_same_digest()
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
    public async Task Cannot_post_a_snapshot_for_another_instance()
    {
        var instance = await ingestion.App.ActivateInstanceAsync();
        var other = await ingestion.App.ActivateInstanceAsync();
        await ingestion.Queue.TakeAsync();

        await Expect.AnswerAsync(403, "instance_id: names another instance", instance.SendSnapshotAsync(other.Snapshot()));

        Assert.Empty(await ingestion.Queue.TakeAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(7)]
    [InlineData("not-an-id")]
    public async Task A_body_without_a_proper_id_is_refused(object? id)
    {
        var instance = await ingestion.App.ActivateInstanceAsync();
        var fields = instance.Snapshot();
        fields["instance_id"] = id;

        await Expect.FaultAsync("instance_id", instance.SendSnapshotAsync(fields));
    }

    [Theory]
    [MemberData(nameof(GoodMetrics))]
    public async Task Metrics_are_any_JSON_object_within_the_limits(string metrics)
    {
        var instance = await ingestion.App.ActivateInstanceAsync();
        await ingestion.Queue.TakeAsync();

        await Expect.AnswerAsync(202, Received, instance.SendSnapshotAsync(Body(instance.Id, metrics)));

        var snapshot = Assert.Single(await ingestion.Queue.TakeSnapshotsAsync());
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(metrics), snapshot.Metrics), snapshot.Metrics.GetRawText());
    }

    [Theory]
    [MemberData(nameof(BadMetrics))]
    public async Task Other_metrics_are_refused(string field, string metrics)
    {
        var instance = await ingestion.App.ActivateInstanceAsync();

        await Expect.FaultAsync(field, instance.SendSnapshotAsync(Body(instance.Id, metrics)));
    }

    [Theory]
    [InlineData("metrics")]
    [InlineData("timestamp")]
    [InlineData("instance_id")]
    public async Task A_field_that_is_missing_is_named(string field)
    {
        var instance = await ingestion.App.ActivateInstanceAsync();
        var fields = instance.Snapshot();
        fields.Remove(field);

        await Expect.AnswerAsync(400, $"{field}: is missing", instance.SendSnapshotAsync(fields));
    }

    [Theory]
    [InlineData("yyyy-MM-ddTHH:mm:ssZ")]
    [InlineData("yyyy-MM-ddtHH:mm:ssz")]
    [InlineData("yyyy-MM-ddTHH:mm:ss.fZ")]
    [InlineData("yyyy-MM-ddTHH:mm:ss.fffffff00Z")]
    [InlineData("yyyy-MM-ddTHH:mm:ss+00:00")]
    [InlineData("yyyy-MM-ddTHH:mm:ss.fff-00:00")]
    public async Task Any_RFC_3339_form_of_a_time_is_taken(string format)
    {
        var instance = await ingestion.App.ActivateInstanceAsync();
        var now = ingestion.App.Clock.GetUtcNow();
        var fields = instance.Snapshot();
        fields["timestamp"] = now.ToString(format.Replace("t", "\\t", StringComparison.Ordinal).Replace("z", "\\z", StringComparison.Ordinal));

        await Expect.AnswerAsync(202, Received, instance.SendSnapshotAsync(fields));

        var sent = (await ingestion.Queue.TakeSnapshotsAsync())[^1].Timestamp;
        Assert.Equal(TimeSpan.Zero, sent.Offset);
        Assert.InRange(now - sent, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_time_with_an_offset_is_that_moment()
    {
        var instance = await ingestion.App.ActivateInstanceAsync();
        var now = ingestion.App.Clock.GetUtcNow();
        var fields = instance.Snapshot();
        fields["timestamp"] = now.ToOffset(TimeSpan.FromHours(-9.5)).ToString("yyyy-MM-ddTHH:mm:ss.fffffffzzz");

        await Expect.AnswerAsync(202, Received, instance.SendSnapshotAsync(fields));

        Assert.Equal(now, (await ingestion.Queue.TakeSnapshotsAsync())[^1].Timestamp);
    }

    [Theory]
    [MemberData(nameof(BadTimestamps))]
    public async Task What_is_no_RFC_3339_time_is_refused(object? timestamp)
    {
        var instance = await ingestion.App.ActivateInstanceAsync();
        var fields = instance.Snapshot();
        fields["timestamp"] = timestamp;

        await Expect.FaultAsync("timestamp", instance.SendSnapshotAsync(fields));
    }

    [Fact]
    public async Task A_time_is_at_most_5_minutes_ahead_and_30_days_behind()
    {
        var instance = await ingestion.App.ActivateInstanceAsync();

        await Expect.AnswerAsync(202, Received, SendAsync(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(20)));
        await Expect.FaultAsync("timestamp", SendAsync(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(20)));
        await Expect.AnswerAsync(202, Received, SendAsync(TimeSpan.FromSeconds(20) - TimeSpan.FromDays(30)));
        await Expect.FaultAsync("timestamp", SendAsync(TimeSpan.FromSeconds(-20) - TimeSpan.FromDays(30)));

        Task<HttpResponseMessage> SendAsync(TimeSpan ahead)
        {
            var fields = instance.Snapshot();
            fields["timestamp"] = ingestion.App.Clock.GetUtcNow() + ahead;
            return instance.SendSnapshotAsync(fields);
        }
    }

    [Fact]
    public async Task A_body_may_have_64_KiB_and_not_a_byte_more_whether_it_tells_its_length_or_not()
    {
        var instance = await ingestion.App.ActivateInstanceAsync();
        var body = Encoding.UTF8.GetBytes(Body(instance.Id, "{}").PadRight(MostBytes));

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
    public async Task What_is_not_signed_is_refused_before_it_is_read()
    {
        var instance = await ingestion.App.ActivateInstanceAsync();

        await Expect.AnswerAsync(
            403, "Invalid signature", instance.PostAsync("/v1/snapshot", "not JSON"u8.ToArray(), instance.Id.ToString(), new string('0', 128)));
    }

    [Fact]
    public async Task A_pending_instance_may_not_send()
    {
        var instance = await ingestion.App.RegisterInstanceAsync();

        await Expect.AnswerAsync(403, "Unauthorized", instance.SendSnapshotAsync());
    }

    [Fact]
    public async Task Many_posts_at_once_are_few_messages()
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
