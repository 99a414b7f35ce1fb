using Telemetry.Ingestion.Json;
using Telemetry.Ingestion.Snapshots;

namespace Telemetry.Tests.Ingestion;

/// <summary>The fields of a snapshot: each rule at its limit and just beyond it.</summary>
public sealed class SnapshotFieldsTests
{
    private const string Id = "8bb6a2a2-7d2f-4a3b-9d0e-7a6bde3c1f10";

    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

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

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(7)]
    [InlineData("not-an-id")]
    public void A_body_without_a_valid_id_is_refused(object? id) =>
        Assert.StartsWith("instance_id: ", ErrorOf(With("instance_id", id)), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(GoodMetrics))]
    public void Metrics_are_any_JSON_object_within_the_limits(string metrics)
    {
        Assert.Null(ErrorOf(WithMetrics(metrics), out var snapshot));

        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(metrics), snapshot.Metrics), snapshot.Metrics.GetRawText());
    }

    [Theory]
    [MemberData(nameof(BadMetrics))]
    public void Invalid_metrics_are_refused(string field, string metrics) =>
        Assert.StartsWith($"{field}: ", ErrorOf(WithMetrics(metrics), out _), StringComparison.Ordinal);

    [Theory]
    [InlineData("metrics")]
    [InlineData("timestamp")]
    [InlineData("instance_id")]
    public void An_error_names_a_missing_field(string field)
    {
        var fields = Fields();
        fields.Remove(field);

        Assert.Equal($"{field}: is missing", ErrorOf(fields));
    }

    [Theory]
    [InlineData("2026-01-02T03:04:05Z")]
    [InlineData("2026-01-02t03:04:05z")]
    [InlineData("2026-01-02T03:04:05.6Z")]
    [InlineData("2026-01-02T03:04:05.678000000Z")]
    [InlineData("2026-01-02T03:04:05+00:00")]
    [InlineData("2026-01-02T03:04:05.678-00:00")]
    public void Any_RFC_3339_form_of_a_time_is_accepted(string timestamp)
    {
        var sent = Read(With("timestamp", timestamp)).Timestamp;

        Assert.Equal(TimeSpan.Zero, sent.Offset);
        Assert.InRange(Now - sent, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void A_time_with_an_offset_is_converted_to_UTC() => Assert.Equal(
        Now, Read(With("timestamp", Now.ToOffset(TimeSpan.FromHours(-9.5)).ToString("yyyy-MM-ddTHH:mm:ss.fffffffzzz"))).Timestamp);

    [Theory]
    [MemberData(nameof(BadTimestamps))]
    public void A_time_that_is_not_RFC_3339_is_refused(object? timestamp) =>
        Assert.StartsWith("timestamp: ", ErrorOf(With("timestamp", timestamp)), StringComparison.Ordinal);

    [Fact]
    public void A_time_is_at_most_5_minutes_ahead_and_30_days_behind()
    {
        Assert.Null(ErrorOf(With("timestamp", Now.AddMinutes(5))));
        Assert.Equal("timestamp: is more than 5 minutes in the future", ErrorOf(With("timestamp", Now.AddMinutes(5).AddMilliseconds(1))));
        Assert.Null(ErrorOf(With("timestamp", Now.AddDays(-30))));
        Assert.Equal("timestamp: is older than 30 days", ErrorOf(With("timestamp", Now.AddDays(-30).AddMilliseconds(-1))));
    }

    private static Dictionary<string, object?> Fields() => new()
    {
        ["instance_id"] = Id,
        ["timestamp"] = Now,
        ["metrics"] = new { users_count = 3 },
    };

    private static Dictionary<string, object?> With(string field, object? value) => new(Fields()) { [field] = value };

    private static string WithMetrics(string metrics) => $$"""{"instance_id":"{{Id}}","timestamp":"{{Now:O}}","metrics":{{metrics}}}""";

    private static SnapshotFields Read(Dictionary<string, object?> fields)
    {
        Assert.Null(ErrorOf(JsonSerializer.Serialize(fields), out var snapshot));
        return snapshot;
    }

    private static string? ErrorOf(Dictionary<string, object?> fields) => ErrorOf(JsonSerializer.Serialize(fields), out _);

    private static string? ErrorOf(string body, out SnapshotFields snapshot)
    {
        snapshot = null!;
        return StrictJson.TryParse(
            Encoding.UTF8.GetBytes(body), out var json, out var error) ? SnapshotFields.Read(json, Now, out snapshot) : error;
    }
}
