using Telemetry.Ingestion.Queue;
using Telemetry.Ingestion.Starts;

namespace Telemetry.Tests.Ingestion;

/// <summary>The fields of a container's start: each rule at its limit and just beyond it.</summary>
public sealed class StartParserTests
{
    private static readonly string[] Required =
        ["instance_id", "image_version", "architecture", "container_runtime", "startup_time_ms", "db_type", "telemetry_version"];

    private static readonly string[] Texts = [.. Required.Except(["startup_time_ms"]), "os", "timestamp"];

    public static TheoryData<string> EveryText => [.. Texts];

    public static TheoryData<string, object?, string> Errors
    {
        get
        {
            var errors = new TheoryData<string, object?, string>();
            foreach (var name in Required)
                errors.Add(name, null, "is missing");
            foreach (var name in Required.Except(["container_runtime", "startup_time_ms"]))
            {
                errors.Add(name, "", "must not be blank");
                errors.Add(name, " ", "must not be blank");
            }

            foreach (var name in Texts)
            {
                errors.Add(name, 7, "must be a string");
                errors.Add(name, true, "must be a string");
                errors.Add(name, new string('x', 256), "must not be longer than 255 characters");
                errors.Add(name, "a\u0007b", "must not have control characters");
            }

            foreach (var number in new object[] { -1, 1.5, "7", true, "" })
                errors.Add("startup_time_ms", number, "must be a whole number from 0 to 18446744073709551615");
            errors.Add(
                "startup_time_ms", JsonElement.Parse("18446744073709551616"), "must be a whole number from 0 to 18446744073709551615");
            errors.Add("startup_time_ms", JsonElement.Parse("1e3"), "must be a whole number from 0 to 18446744073709551615");
            return errors;
        }
    }

    [Fact]
    public void Os_and_timestamp_are_optional()
    {
        var fields = Fields();
        fields.Remove("os");
        fields["timestamp"] = null;
        fields["startup_time_ms"] = 0;

        Assert.Null(ErrorOf(JsonSerializer.Serialize(fields), out var start));
        Assert.Equal(("", "", 0ul), (start.Os, start.Timestamp, start.StartupTimeMs));
    }

    [Theory]
    [MemberData(nameof(EveryText))]
    public void A_text_may_have_255_characters(string field) => Assert.Null(ErrorOf(field, string.Concat(Enumerable.Repeat("😀", 255))));

    [Theory]
    [MemberData(nameof(Errors))]
    public void An_error_names_the_invalid_field(string field, object? value, string error) =>
        Assert.Equal($"{field}: {error}", ErrorOf(field, value));

    [Theory]
    [InlineData("", "body: is empty")]
    [InlineData("[]", "body: must be a JSON object")]
    [InlineData("{", "body: is not valid JSON (line 1, byte 2)")]
    [InlineData("{\"os\":\"a\nb\"}", "body: is not valid JSON (line 1, byte 9)")]
    [InlineData("""{"os":"a","os":"b"}""", "body: a key occurs twice in one object (byte 11)")]
    public void A_body_that_is_no_JSON_object_is_refused(string body, string error) => Assert.Equal(error, ErrorOf(body, out _));

    private static Dictionary<string, object?> Fields() => new()
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

    private static string? ErrorOf(string field, object? value) =>
        ErrorOf(JsonSerializer.Serialize(new Dictionary<string, object?>(Fields()) { [field] = value }), out _);

    private static string? ErrorOf(string body, out StartReported start) =>
        StartParser.Parse(Encoding.UTF8.GetBytes(body), default(ReportMetadata), out start)?.Text;
}
