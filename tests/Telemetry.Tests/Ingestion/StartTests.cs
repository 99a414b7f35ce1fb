using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Telemetry.Contracts;
using Telemetry.Tests.Fixtures;

namespace Telemetry.Tests.Ingestion;

[Collection(Servers.Collection)]
public sealed class StartTests(IngestionFixture ingestion) : IClassFixture<IngestionFixture>
{
    private const string Collected = """{"status":"success","message":"Telemetry collected"}""";
    private const int MostBytes = 64 * 1024;

    private static readonly string[] Required =
        ["instance_id", "image_version", "architecture", "container_runtime", "startup_time_ms", "db_type", "telemetry_version"];

    private static readonly string[] Texts = [.. Required.Except(["startup_time_ms"]), "os", "timestamp"];

    public static TheoryData<string> EveryText => [.. Texts];

    public static TheoryData<string, object?, string> Faults
    {
        get
        {
            var faults = new TheoryData<string, object?, string>();
            foreach (var name in Required)
                faults.Add(name, null, "is missing");
            foreach (var name in Required.Except(["container_runtime", "startup_time_ms"]))
            {
                faults.Add(name, "", "must not be blank");
                faults.Add(name, " ", "must not be blank");
            }

            foreach (var name in Texts)
            {
                faults.Add(name, 7, "must be a string");
                faults.Add(name, true, "must be a string");
                faults.Add(name, new string('x', 256), "must not be longer than 255 characters");
                faults.Add(name, "a\u0007b", "must not have control characters");
            }

            foreach (var number in new object[] { -1, 1.5, "7", true, "" })
                faults.Add("startup_time_ms", number, "must be a whole number from 0 to 18446744073709551615");
            faults.Add("startup_time_ms", JsonElement.Parse("18446744073709551616"), "must be a whole number from 0 to 18446744073709551615");
            faults.Add("startup_time_ms", JsonElement.Parse("1e3"), "must be a whole number from 0 to 18446744073709551615");
            return faults;
        }
    }

    [Fact]
    public async Task A_start_is_in_the_queue_when_it_is_answered()
    {
        await ingestion.Queue.TakeAsync();
        const string Body =
            """
            {"instance_id":"abc","image_version":"10.5.1","architecture":"x86_64","os":"linux","container_runtime":"","startup_time_ms":18446744073709551615,
             "db_type":"postgres","telemetry_version":"1.0.0","timestamp":"2026-01-02T03:04:05+00:00","later":{"x":[1]}}
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

    [Fact]
    public async Task System_and_time_need_not_be_told()
    {
        await ingestion.Queue.TakeAsync();
        var fields = Start();
        fields.Remove("os");
        fields["timestamp"] = null;
        fields["startup_time_ms"] = 0;

        await Expect.AnswerAsync(200, Collected, PostAsync(fields));

        var start = Assert.Single((await ingestion.Queue.TakeAsync()).SelectMany(batch => batch.Starts));
        Assert.Equal(("", "", 0ul), (start.Os, start.Timestamp, start.StartupTimeMs));
    }

    [Theory]
    [MemberData(nameof(EveryText))]
    public async Task A_text_may_have_255_characters(string field)
    {
        var fields = Start();
        fields[field] = string.Concat(Enumerable.Repeat("😀", 255));

        await Expect.AnswerAsync(200, Collected, PostAsync(fields));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task What_is_wrong_is_named_in_JSON(string field, object? value, string fault)
    {
        await ingestion.Queue.TakeAsync();
        var fields = Start();
        fields[field] = value;

        await RefusedAsync(400, $"{field}: {fault}", PostAsync(fields));

        var batch = Assert.Single(await ingestion.Queue.TakeAsync());
        Assert.Empty(batch.Starts);
        Assert.Equal((ReportKind.Start, $"{field}: {fault}"), (Assert.Single(batch.Refused).MeantAs, batch.Refused[0].Reason));
    }

    [Theory]
    [InlineData("", "body: is empty")]
    [InlineData("[]", "body: must be a JSON object")]
    [InlineData("{", "body: is not valid JSON (line 1, byte 2)")]
    [InlineData("{\"os\":\"a\nb\"}", "body: is not valid JSON (line 1, byte 9)")]
    [InlineData("""{"os":"a","os":"b"}""", "body: a key occurs twice in one object (byte 11)")]
    public async Task What_is_no_JSON_object_is_refused_in_JSON(string body, string message) => await RefusedAsync(400, message, PostAsync(body));

    [Fact]
    public async Task A_body_may_have_64_KiB_and_not_a_byte_more()
    {
        var body = JsonSerializer.Serialize(Start());
        body += new string(' ', MostBytes - body.Length);

        await Expect.AnswerAsync(200, Collected, PostAsync(body));
        await RefusedAsync(413, "body: must not be longer than 65536 bytes", PostAsync(body + " "));
    }

    private static async Task RefusedAsync(int status, string message, Task<HttpResponseMessage> answer) =>
        await Expect.AnswerAsync(status, $$"""{"status":"error","message":"{{message}}"}""", answer);

    private static Dictionary<string, object?> Start() => new()
    {
        ["instance_id"] = Guid.NewGuid(),
        ["image_version"] = "10.5.1",
        ["architecture"] = "x86_64",
        ["os"] = "linux",
        ["container_runtime"] = "docker",
        ["startup_time_ms"] = 1234,
        ["db_type"] = "postgres",
        ["telemetry_version"] = "1.0.0",
        ["timestamp"] = "2026-01-02T03:04:05Z",
    };

    private Task<HttpResponseMessage> PostAsync(Dictionary<string, object?> fields) => PostAsync(JsonSerializer.Serialize(fields));

    private async Task<HttpResponseMessage> PostAsync(string body)
    {
        using var client = ingestion.App.CreateClient();
        return await client.PostAsync("/collect", new StringContent(body, Encoding.UTF8, "application/json"));
    }
}
