using Telemetry.Contracts;
using Telemetry.Ingestion.Http;
using Telemetry.Ingestion.Json;

namespace Telemetry.Ingestion.Runs;

/// <summary>A post of a script, by the rules of its protocol.</summary>
public static class RunPost
{
    /// <summary>Reads it.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="reception">What they do not say.</param>
    /// <param name="run">What was told; undefined when it is refused.</param>
    /// <returns>Why it is refused, or null.</returns>
    public static Refusal? Read(ReadOnlySpan<byte> body, Reception reception, out RunReported run)
    {
        run = null!;
        if (!ScriptJson.TryParse(body, out var json, out var fault))
            return Refusal.BadJson($"invalid json: {fault}");

        return RunFields.Read(json, reception, out run) is { } wrongField ? Refusal.BadField($"invalid payload: {wrongField}") : null;
    }
}
