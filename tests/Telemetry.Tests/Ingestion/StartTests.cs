using System.Security.Cryptography;

namespace Telemetry.Tests.Ingestion;

[Collection(Servers.Collection)]
public sealed class StartTests(IngestionFixture ingestion) : IClassFixture<IngestionFixture>
{
    private const string Collected = """{"status":"success","message":"Telemetry collected"}""";
    private const int MaxBytes = 64 * 1024;

    [Fact]
    public async Task A_start_is_queued_before_it_is_answered()
    {
        await ingestion.Queue.TakeAsync();
        const string Body =
            """
            {"instance_id":"abc","image_version":"10.5.1","architecture":"x86_64","os":"linux","container_runtime":"",
             "startup_time_ms":18446744073709551615,"db_type":"postgres",
             "telemetry_version":"1.0.0","timestamp":"2026-01-02T03:04:05+00:00",
             "later":{"x":[1]}}
            """;

        await Expect.AnswerAsync(200, Collected, PostAsync(Body));

        var start = Assert.Single((await ingestion.Queue.TakeAsync()).SelectMany(batch => batch.Starts));
        Assert.InRange(ingestion.App.Clock.GetUtcNow() - start.ReceivedAt, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.Equal(
            new StartReported
            {
                Digest = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(Body)).AsSpan(0, 16), bigEndian: true),
                ReceivedAt = start.ReceivedAt, At = start.ReceivedAt,
                InstanceId = "abc", ImageVersion = "10.5.1", Architecture = "x86_64", Os = "linux", ContainerRuntime = "",
                StartupTimeMs = ulong.MaxValue, DbType = "postgres", TelemetryVersion = "1.0.0", Timestamp = "2026-01-02T03:04:05+00:00",
            },
            start);
    }

    [Theory]
    [InlineData("{", "body: is not valid JSON (line 1, byte 2)")]
    [InlineData("{}", "instance_id: is missing")]
    public async Task An_invalid_start_returns_its_error_as_JSON_and_is_queued_for_quarantine(string body, string error)
    {
        await ingestion.Queue.TakeAsync();

        await RefusedAsync(400, error, PostAsync(body));

        var batch = Assert.Single(await ingestion.Queue.TakeAsync());
        Assert.Empty(batch.Starts);
        Assert.Equal((ReportKind.Start, error), (Assert.Single(batch.Refused).MeantAs, batch.Refused[0].Reason));
    }

    [Fact]
    public async Task A_body_may_have_64_KiB_and_not_a_byte_more()
    {
        const string Start =
            """
            {"instance_id":"a","image_version":"1","architecture":"x","container_runtime":"","startup_time_ms":1,
             "db_type":"p","telemetry_version":"1"}
            """;
        var body = Start.PadRight(MaxBytes);

        await Expect.AnswerAsync(200, Collected, PostAsync(body));
        await RefusedAsync(413, "body: must not be longer than 65536 bytes", PostAsync(body + " "));
    }

    private static async Task RefusedAsync(int status, string message, Task<HttpResponseMessage> answer) =>
        await Expect.AnswerAsync(status, $$"""{"status":"error","message":"{{message}}"}""", answer);

    private async Task<HttpResponseMessage> PostAsync(string body)
    {
        using var client = ingestion.App.CreateClient();
        return await client.PostAsync("/collect", new StringContent(body, Encoding.UTF8, "application/json"));
    }
}
