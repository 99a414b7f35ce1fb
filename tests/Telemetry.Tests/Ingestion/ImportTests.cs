using System.Net.Http.Json;

namespace Telemetry.Tests.Ingestion;

[Collection(Servers.Collection)]
public sealed class ImportTests(IngestionFixture ingestion) : IClassFixture<IngestionFixture>
{
    private const int MaxBytes = 256 * 1024;

    private static readonly string[] Kinds = ["instances", "snapshots", "runs", "starts"];

    [Fact]
    public async Task Only_the_admin_may_import()
    {
        using var client = ingestion.App.CreateClient();
        foreach (var password in new[] { null, "wrong" })
        {
            client.DefaultRequestHeaders.Authorization = password is null ? null : new("Bearer", password);
            foreach (var kind in Kinds)
            {
                using var answer = await client.PostAsync($"/api/v1/admin/import/{kind}", new StringContent(""));
                Assert.Equal(401, (int)answer.StatusCode);
            }
        }
    }

    [Fact]
    public async Task A_body_may_have_256_KiB_and_not_a_byte_more()
    {
        foreach (var kind in Kinds)
        {
            await Expect.AnswerAsync(202, """{"status":"ok","accepted":0,"skipped":[]}""", ImportAsync(kind, new string('\n', MaxBytes)));
            await Expect.AnswerAsync(413, "body: must not be longer than 262144 bytes", ImportAsync(kind, new string('\n', MaxBytes + 1)));
        }
    }

    [Theory]
    [InlineData("instances", "body: is not valid JSON (line 1, byte 1)")]
    [InlineData("snapshots", "body: is not valid JSON (line 1, byte 1)")]
    [InlineData("starts", "body: is not valid JSON (line 1, byte 1)")]
    public async Task Each_line_is_accepted_or_skipped_with_its_number_and_reason(string kind, string reason)
    {
        using var answer = await ImportAsync(kind, "\r\n\nx\n[]\n");

        var result = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(
            [(3, reason), (4, "body: must be a JSON object")],
            result.GetProperty("skipped").EnumerateArray().Select(
                line => (line.GetProperty("line").GetInt32(), line.GetProperty("reason").GetString()!)));
    }

    [Fact]
    public async Task Records_of_one_request_share_messages()
    {
        await ingestion.Queue.TakeAsync();
        var lines = string.Join('\n', Enumerable.Range(0, 400).Select(_ => Instance(Guid.NewGuid())));

        await Expect.AnswerAsync(202, """{"status":"ok","accepted":400,"skipped":[]}""", ImportAsync("instances", lines));

        var batches = await ingestion.Queue.TakeAsync();
        Assert.Equal(400, batches.Sum(batch => batch.Instances.Count));
        Assert.InRange(batches.Count, 1, 10);
    }

    [Fact]
    public async Task An_imported_instance_sends_snapshots_with_its_existing_key()
    {
        var instance = ingestion.App.NewInstance();
        var registration = instance.Registration();
        registration["status"] = "active";
        registration["registered_at"] = "2024-01-02T03:04:05Z";
        await Expect.AnswerAsync(
            202, """{"status":"ok","accepted":1,"skipped":[]}""", ImportAsync("instances", JsonSerializer.Serialize(registration)));

        await Expect.AnswerAsync(202, """{"status":"ok","message":"Snapshot received"}""", instance.SendSnapshotAsync());
    }

    [Fact]
    public async Task An_id_registered_with_another_key_and_a_deleted_id_are_skipped()
    {
        var known = await ingestion.App.ActivateInstanceAsync();
        var deleted = await ingestion.App.ActivateInstanceAsync();
        await ingestion.App.CommandAsync(HttpMethod.Delete, deleted.Id.ToString());

        using var answer = await ImportAsync("instances", $"{Instance(known.Id)}\n{Instance(deleted.Id)}");

        Assert.Equal(
            """{"status":"ok","accepted":0,"skipped":[{"line":1,"reason":"public_key: another key is registered for this instance_id"},"""
            + """{"line":2,"reason":"instance_id: was deleted here"}]}""",
            await answer.Content.ReadAsStringAsync());
        await Expect.AnswerAsync(202, """{"status":"ok","message":"Snapshot received"}""", known.SendSnapshotAsync());
    }

    [Fact]
    public async Task A_record_of_a_run_becomes_a_post_for_each_of_its_steps()
    {
        await ingestion.Queue.TakeAsync();
        var created = ingestion.App.Clock.GetUtcNow().AddDays(-30);
        string At(int minutes) => created.AddMinutes(minutes).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
        var steps = $$"""[{"s":"installing","t":"{{At(1)}}"},{"s":"installing","t":"{{At(2)}}"},{"s":"odd","t":"{{At(3)}}"}]""";
        var rest = $"\"error\":\"at 10.1.2.3\",\"pipeline\":{steps}";

        await ImportAsync(
            "runs",
            $$"""
            {"random_id":"steps","type":"lxc","nsapp":"a","status":"done","created":"{{At(0)}}","updated":"{{At(9)}}",{{rest}} }
            {"random_id":"none","type":"lxc","nsapp":"a","status":"success","created":"{{At(0)}}","updated":"{{At(9)}}","pipeline":""}
            {"random_id":"once","type":"lxc","nsapp":"a","status":"success","created":"{{At(0)}}"}
            """);

        var posts = (await ingestion.Queue.TakeAsync()).SelectMany(batch => batch.Runs).ToList();
        Assert.Equal(
            [
                $"none success {At(0)}", $"none success {At(9)}", $"once success {At(0)}",
                $"steps installing {At(0)}", $"steps unknown {At(3)}", $"steps success {At(9)}",
            ],
            posts.OrderBy(post => post.ExecutionId).ThenBy(post => post.At).Select(
                post => $"{post.ExecutionId} {post.Status} {post.At:yyyy-MM-dd'T'HH:mm:ss'Z'}"));
        Assert.Equal(posts.Count, posts.DistinctBy(post => post.Digest).Count());
        Assert.DoesNotContain("10.1.2.3", posts.Single(post => post.Error.Length > 0).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_returns_503_while_the_queue_is_long()
    {
        await ingestion.Queue.PurgeAsync();
        await ingestion.Queue.AddAsync(messages: 49);
        try
        {
            await BecomesAsync(202);
            await ingestion.Queue.AddAsync(messages: 1);
            await BecomesAsync(503);
            await Expect.UnavailableAsync(ImportAsync("instances", Instance(Guid.NewGuid())));
        }
        finally
        {
            await ingestion.Queue.PurgeAsync();
        }

        await BecomesAsync(202);
    }

    private Task<TimeSpan> BecomesAsync(int status) =>
        Eventually.TrueAsync($"{status}", async () => (int)(await ImportAsync("instances", "")).StatusCode == status);

    private async Task<HttpResponseMessage> ImportAsync(string kind, string lines)
    {
        using var client = ingestion.App.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", IngestionApp.Password);
        return await client.PostAsync($"/api/v1/admin/import/{kind}", new StringContent(lines, Encoding.UTF8, "application/x-ndjson"));
    }

    private static string Instance(Guid id) =>
        $$"""{"instance_id":"{{id}}","public_key":"{{new string('a', 64)}}","app_name":"Ghost","status":"active","""
        + """ "registered_at":"2024-01-02T03:04:05Z"}""";
}
