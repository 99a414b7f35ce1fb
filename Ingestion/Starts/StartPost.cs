using Telemetry.Contracts;
using Telemetry.Ingestion.Http;
using Telemetry.Ingestion.Json;
using Telemetry.Ingestion.Runs;

namespace Telemetry.Ingestion.Starts;

/// <summary>A post of a container, by the rules of its protocol.</summary>
public static class StartPost
{
    /// <summary>Reads it.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="reception">What they do not say.</param>
    /// <param name="start">What was told; undefined when it is refused.</param>
    /// <returns>Why it is refused, or null.</returns>
    public static Refusal? Read(ReadOnlySpan<byte> body, Reception reception, out StartReported start)
    {
        start = null!;
        if (!StrictJson.TryParse(body, out var json, out var fault))
            return Refusal.BadJson(fault);

        return StartFields.Read(json, reception, out start) is { } wrongField ? Refusal.BadField(wrongField) : null;
    }
}
