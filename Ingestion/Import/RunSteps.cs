using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Telemetry.Ingestion.Json;
using Telemetry.Ingestion.Runs;

namespace Telemetry.Ingestion.Import;

/// <summary>A step of a run.</summary>
/// <param name="Status">One of the protocol's words.</param>
/// <param name="At">When (UTC).</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RunStep(string Status, DateTimeOffset At);

/// <summary>The steps of a record: <c>pipeline</c>, a list or, as answers have it, a text that is one.</summary>
internal static class RunSteps
{
    private const int Most = 64;

    /// <summary>Reads them. The run began when the record was created, so its first step is at that time, and none is before it.</summary>
    /// <returns>The fault, or null.</returns>
    public static string? Read(JsonElement record, DateTimeOffset created, out IReadOnlyList<RunStep> steps)
    {
        steps = [];
        if (!record.TryGetProperty("pipeline", out var pipeline) || pipeline.ValueKind == JsonValueKind.Null)
            return null;
        if (pipeline.ValueKind == JsonValueKind.String)
        {
            var text = pipeline.GetString()!;
            if (string.IsNullOrWhiteSpace(text))
                return null;
            if (!StrictJson.TryParse(Encoding.UTF8.GetBytes(text), out pipeline, out _))
                return "pipeline: is not valid JSON";
        }

        if (pipeline.ValueKind != JsonValueKind.Array)
            return "pipeline: must be a list";

        var read = new List<RunStep>();
        foreach (var item in pipeline.EnumerateArray())
        {
            var fields = new BodyFields(item);
            var step = new RunStep(RunWords.Status(fields.Text("s", Most)), fields.Time("t"));
            if (fields.Fault is { } fault)
                return $"pipeline: {fault}";
            if (read.Count == 0 || read[^1].Status != step.Status)
                read.Add(step with { At = read.Count == 0 || step.At < read[^1].At ? read.Count == 0 ? created : read[^1].At : step.At });
        }

        steps = read;
        return read.Count > Most ? $"pipeline: has more than {Most} steps" : null;
    }
}
