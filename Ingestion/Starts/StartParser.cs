using System.Text.Json;
using Telemetry.Ingestion.Http;
using Telemetry.Ingestion.Json;
using Telemetry.Ingestion.Queue;

namespace Telemetry.Ingestion.Starts;

/// <summary>Parses the start of a container. <see cref="StartBody"/> has the limits of its fields.</summary>
internal static class StartParser
{
    private static readonly FieldLimits Limits = FieldLimits.Of<StartBody>();

    /// <param name="body">The bytes of the post.</param>
    /// <param name="metadata">The values that are not in the body.</param>
    /// <param name="start">The report; undefined with a problem.</param>
    /// <returns>The problem, or null.</returns>
    public static Problem? Parse(ReadOnlySpan<byte> body, ReportMetadata metadata, out StartReported start)
    {
        start = null!;
        if (!StrictJson.TryParse(body, out var json, out var error))
            return Problem.BadJson(error);
        return Read(json, metadata, out start) is { } fieldError ? Problem.BadField(fieldError) : null;
    }

    /// <summary>Reads the fields of the protocol; others are ignored.</summary>
    /// <returns>The first error, or null.</returns>
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
