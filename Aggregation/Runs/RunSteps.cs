using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telemetry.Aggregation.Runs;

/// <summary>A run came to a status.</summary>
/// <param name="Status">As the client said it.</param>
/// <param name="At">When (UTC).</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RunStep([property: JsonPropertyName("s")] string Status, [property: JsonPropertyName("t")] DateTime At);

/// <summary>The steps of a run, in order of time.</summary>
public static class RunSteps
{
    /// <summary>A run has no more; a client that goes on has its newest step as the last one.</summary>
    public const int Most = 64;

    /// <summary>Puts a step in its place. A status that its neighbour has too is no step of its own: the earlier time is the step's.</summary>
    public static IReadOnlyList<RunStep> With(this IReadOnlyList<RunStep> steps, string status, DateTime at)
    {
        var place = steps.Count;
        while (place > 0 && steps[place - 1].At > at)
            place--;

        if (place > 0 && steps[place - 1].Status == status)
            return steps;

        var more = new List<RunStep>(steps);
        if (place < steps.Count && steps[place].Status == status)
            more[place] = new(status, at);
        else
            more.Insert(place, new(status, at));
        if (more.Count > Most)
            more.RemoveAt(Most - 1);
        if (more.Count == Most && more[^2].Status == more[^1].Status)
            more.RemoveAt(Most - 1);
        return more;
    }

    /// <summary><c>[{"s":"installing","t":"2026-01-02T03:04:05Z"}]</c></summary>
    public static byte[] ToJson(this IReadOnlyList<RunStep> steps) => JsonSerializer.SerializeToUtf8Bytes(steps);

    /// <summary>The reverse.</summary>
    public static IReadOnlyList<RunStep> FromJson(string json) => JsonSerializer.Deserialize<List<RunStep>>(json)!;
}
