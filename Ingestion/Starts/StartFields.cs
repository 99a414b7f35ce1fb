using System.Text.Json;
using Telemetry.Contracts;
using Telemetry.Ingestion.Json;
using Telemetry.Ingestion.Runs;

namespace Telemetry.Ingestion.Starts;

/// <summary>The fields of a container's start.</summary>
public static class StartFields
{
    private const int MostLength = 255;

    /// <summary>Reads the fields that the protocol names; others are ignored.</summary>
    /// <param name="body">Any JSON.</param>
    /// <param name="reception">What the body itself does not say.</param>
    /// <param name="start">What was told; undefined when there is a fault.</param>
    /// <returns>The first fault, or null.</returns>
    public static string? Read(JsonElement body, Reception reception, out StartReported start)
    {
        var fields = new BodyFields(body);
        start = new StartReported
        {
            Digest = reception.Digest,
            ReceivedAt = reception.ReceivedAt,
            At = reception.At,
            InstanceId = fields.Text("instance_id", MostLength),
            ImageVersion = fields.Text("image_version", MostLength),
            Architecture = fields.Text("architecture", MostLength),
            Os = fields.OptionalText("os", MostLength),
            ContainerRuntime = fields.PossiblyEmptyText("container_runtime", MostLength),
            StartupTimeMs = fields.UInt64("startup_time_ms"),
            DbType = fields.Text("db_type", MostLength),
            TelemetryVersion = fields.Text("telemetry_version", MostLength),
            Timestamp = fields.OptionalText("timestamp", MostLength),
        };
        return fields.Fault;
    }
}
