using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telemetry.Aggregation.Runs;

/// <summary>Status as the client sent it; UTC.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RunStep([property: JsonPropertyName("s")] string Status, [property: JsonPropertyName("t")] DateTime At);

internal static class RunSteps
{
    /// <summary>In a full list the last step is replaced by a newer one.</summary>
    public const int Max = 64;

    /// <summary>Inserts a step in order of time. Neighbours with the same status are one step, at the earlier time.</summary>
    public static IReadOnlyList<RunStep> With(this IReadOnlyList<RunStep> steps, string status, DateTime at)
    {
        var index = steps.Count;
        while (index > 0 && steps[index - 1].At > at)
            index--;

        if (index > 0 && steps[index - 1].Status == status)
            return steps;

        var more = new List<RunStep>(steps);
        if (index < steps.Count && steps[index].Status == status)
            more[index] = new(status, at);
        else
            more.Insert(index, new(status, at));
        if (more.Count > Max)
            more.RemoveAt(Max - 1);
        if (more.Count == Max && more[^2].Status == more[^1].Status)
            more.RemoveAt(Max - 1);
        return more;
    }

    /// <summary><c>[{"s":"installing","t":"2026-01-02T03:04:05Z"}]</c></summary>
    public static string ToJson(this IReadOnlyList<RunStep> steps) => JsonSerializer.Serialize(steps);

    public static IReadOnlyList<RunStep> FromJson(string json) => JsonSerializer.Deserialize<List<RunStep>>(json)!;
}
