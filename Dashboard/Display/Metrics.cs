using System.Collections.Frozen;
using System.Text.Json;

namespace Telemetry.Dashboard.Display;

/// <summary>A key of a snapshot with its value, or the sum of its values.</summary>
/// <param name="Key">As the client wrote it.</param>
/// <param name="Value">A number (a metric), a string (a label), or any other JSON.</param>
public sealed record Metric(string Key, JsonElement Value);

/// <summary>The metrics of an instance or of an application, sorted out for display: each list is in the order of its keys.</summary>
/// <param name="Business">Numbers that the application's author thought of.</param>
/// <param name="Labels">What else the author thought of: strings, mostly.</param>
/// <param name="System">What the SDKs add by themselves, of any type.</param>
public sealed record MetricSet(IReadOnlyList<Metric> Business, IReadOnlyList<Metric> Labels, IReadOnlyList<Metric> System)
{
    private static readonly FrozenSet<string> SystemKeys = ["cpu_percent", "memory_mb", "os", "arch", "go_version", "node_version"];

    /// <summary>Whether nothing was reported.</summary>
    public bool IsEmpty => Business.Count + Labels.Count + System.Count == 0;

    /// <summary>Sorts out.</summary>
    public static MetricSet From(IReadOnlyDictionary<string, JsonElement>? metrics)
    {
        var kinds = (metrics ?? new Dictionary<string, JsonElement>())
            .OrderBy(metric => metric.Key, StringComparer.Ordinal)
            .Select(metric => new Metric(metric.Key, metric.Value))
            .ToLookup(metric => IsSystem(metric.Key) ? Kind.System : metric.Value.ValueKind is JsonValueKind.Number ? Kind.Business : Kind.Label);
        return new([.. kinds[Kind.Business]], [.. kinds[Kind.Label]], [.. kinds[Kind.System]]);
    }

    /// <summary>Whether the SDKs add the key by themselves (protocols.md, 1.1).</summary>
    public static bool IsSystem(string key) =>
        key.StartsWith("sys_", StringComparison.Ordinal) || key.StartsWith("app_", StringComparison.Ordinal) || SystemKeys.Contains(key);

    private enum Kind
    {
        Business,
        Label,
        System,
    }
}
