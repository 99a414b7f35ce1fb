using System.Text.Json;

namespace Telemetry.Ingestion.Snapshots;

/// <summary>
/// The parsed body of a snapshot. The instance is the one that the body names, which may differ from the signer; metrics are a JSON object.
/// </summary>
internal sealed record SnapshotFields(Guid InstanceId, DateTimeOffset Timestamp, JsonElement Metrics)
{
    private const int MaxNameLength = 200;

    private static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(30);

    /// <summary>Reads a snapshot of the present. Returns the first error, or null.</summary>
    public static string? Read(JsonElement body, DateTimeOffset now, out SnapshotFields snapshot)
    {
        if (Read(body, out snapshot) is { } error)
            return error;
        if (snapshot.Timestamp > now + MaxAhead)
            return "timestamp: is more than 5 minutes in the future";
        return snapshot.Timestamp < now - MaxAge ? "timestamp: is older than 30 days" : null;
    }

    /// <summary>
    /// Reads a snapshot of any time. Fields beside those of the protocol are for later versions. Returns the first error, or null.
    /// </summary>
    public static string? Read(JsonElement body, out SnapshotFields snapshot)
    {
        var fields = new StrictFields(body);
        snapshot = new SnapshotFields(fields.Id("instance_id"), fields.Time("timestamp"), fields.Object("metrics"));
        if (fields.Error is { } error)
            return error;

        if (!snapshot.Metrics.EnumerateObject().All(metric => IsName(metric.Name)))
            fields.AddError("metrics", $"a name must have 1 to {MaxNameLength} characters, none of them a control character");
        return fields.Error;
    }

    private static bool IsName(string name) =>
        name.Length > 0 && name.EnumerateRunes().Count() <= MaxNameLength && !name.Any(char.IsControl);
}
