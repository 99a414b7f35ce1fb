using System.Text.Json;
using Telemetry.Ingestion.Json;

namespace Telemetry.Ingestion.Endpoints;

/// <summary>The body of a snapshot.</summary>
/// <param name="InstanceId">Whom it says it is from.</param>
/// <param name="Timestamp">When it was taken (UTC).</param>
/// <param name="Metrics">A JSON object.</param>
public sealed record Snapshot(Guid InstanceId, DateTimeOffset Timestamp, JsonElement Metrics)
{
    private const int MostNameLength = 200;

    private static readonly TimeSpan MostAhead = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MostBehind = TimeSpan.FromDays(30);

    /// <summary>Reads the fields that the protocol names; others are for later versions.</summary>
    /// <returns>The first fault, or null.</returns>
    public static string? Read(JsonElement body, DateTimeOffset now, out Snapshot snapshot)
    {
        if (Read(body, out snapshot) is { } fault)
            return fault;
        if (snapshot.Timestamp > now + MostAhead)
            return "timestamp: is more than 5 minutes in the future";

        return snapshot.Timestamp < now - MostBehind ? "timestamp: is older than 30 days" : null;
    }

    /// <summary>Reads a snapshot of any time.</summary>
    /// <returns>The first fault, or null.</returns>
    public static string? Read(JsonElement body, out Snapshot snapshot)
    {
        var fields = new BodyFields(body);
        snapshot = new Snapshot(fields.Id("instance_id"), fields.Time("timestamp"), fields.Object("metrics"));
        if (fields.Fault is { } fault)
            return fault;

        if (!snapshot.Metrics.EnumerateObject().All(metric => IsName(metric.Name)))
            fields.Refuse("metrics", $"a name must have 1 to {MostNameLength} characters, none of them a control character");
        return fields.Fault;
    }

    private static bool IsName(string name) =>
        name.Length > 0 && name.EnumerateRunes().Count() <= MostNameLength && !name.Any(char.IsControl);
}
