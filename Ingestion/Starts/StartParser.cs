using System.Text.Json;
using Telemetry.Ingestion.Queue;

namespace Telemetry.Ingestion.Starts;

/// <summary><see cref="StartBody"/> has the limits of the fields.</summary>
internal static class StartParser
{
    private static readonly FieldLimits Limits = FieldLimits.Of<StartBody>();

    /// <summary>Returns the problem, or null with the report set.</summary>
    public static Problem? Parse(ReadOnlySpan<byte> body, ReportMetadata metadata, out StartReported start)
    {
        start = null!;
        if (!StrictJson.TryParse(body, out var json, out var error))
            return Problem.BadJson(error);
        return Read(json, metadata, out start) is { } fieldError ? Problem.BadField(fieldError) : null;
    }

    /// <summary>Reads the fields of the protocol; others are ignored. Returns the first error, or null.</summary>
    public static string? Read(JsonElement body, ReportMetadata metadata, out StartReported start)
    {
        var fields = new StrictFields(body, Limits);
        start = new StartReported
        {
            Digest = metadata.Digest,
            ReceivedAt = metadata.ReceivedAt,
            At = metadata.At,
            InstanceId = fields.Text("instance_id"),
            ImageVersion = fields.Text("image_version"),
            Architecture = fields.Text("architecture"),
            Os = fields.OptionalText("os"),
            ContainerRuntime = fields.PossiblyEmptyText("container_runtime"),
            StartupTimeMs = fields.UInt64("startup_time_ms"),
            DbType = fields.Text("db_type"),
            TelemetryVersion = fields.Text("telemetry_version"),
            Timestamp = fields.OptionalText("timestamp"),
        };
        return fields.Error;
    }
}
