using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Telemetry.Ingestion.Runs;

namespace Telemetry.Ingestion.Import;

[StructLayout(LayoutKind.Auto)]
internal readonly record struct PipelineStep(string Status, DateTimeOffset At);

/// <summary>The <c>pipeline</c> of a run's record: a list of steps or, from telemetry-service's API, a text that contains one.</summary>
internal static class Pipeline
{
    private const int MaxSteps = 64;
    private const int MaxStatusLength = 64;

    /// <summary>
    /// Reads the steps; repeated ones are merged. The first begins when the record was created, and none before its predecessor. Returns
    /// the first error, or null.
    /// </summary>
    public static string? Read(JsonElement record, DateTimeOffset created, out IReadOnlyList<PipelineStep> steps)
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

        var read = new List<PipelineStep>();
        foreach (var item in pipeline.EnumerateArray())
        {
            var fields = new StrictFields(item);
            var (status, at) = (RunValues.Status(fields.Text("s", MaxStatusLength)), fields.Time("t"));
            if (fields.Error is { } error)
                return $"pipeline: {error}";

            if (read.Count == 0)
                read.Add(new(status, created));
            else if (read[^1].Status != status)
                read.Add(new(status, at < read[^1].At ? read[^1].At : at));
        }

        steps = read;
        return read.Count > MaxSteps ? $"pipeline: has more than {MaxSteps} steps" : null;
    }
}
