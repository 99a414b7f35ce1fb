using System.Collections.Frozen;
using System.Text.Json;

namespace Telemetry.Dashboard.Display;

/// <summary>
/// A key of a snapshot, as the client wrote it, with its value or the sum of its values: a number (a metric), a string (a label), or any
/// other JSON.
/// </summary>
internal sealed record Metric(string Key, JsonElement Value);

/// <summary>
/// Metrics grouped for display, each list in the order of its keys: numbers that the application's author chose, the author's other values,
/// and values that the SDKs add by themselves.
/// </summary>
internal sealed record MetricSet(IReadOnlyList<Metric> Business, IReadOnlyList<Metric> Labels, IReadOnlyList<Metric> System)
{
    private static readonly FrozenSet<string> SystemKeys = ["cpu_percent", "memory_mb", "os", "arch", "go_version", "node_version"];

    private enum Group
    {
        Business,
        Label,
        System,
    }

    public bool IsEmpty => Business.Count + Labels.Count + System.Count == 0;

    public static MetricSet From(IReadOnlyDictionary<string, JsonElement>? metrics)
    {
        var groups = (metrics ?? new Dictionary<string, JsonElement>())
            .OrderBy(metric => metric.Key, StringComparer.Ordinal)
            .Select(metric => new Metric(metric.Key, metric.Value))
            .ToLookup(metric => IsSystem(metric.Key) ? Group.System : IsNumber(metric.Value) ? Group.Business : Group.Label);
        return new([.. groups[Group.Business]], [.. groups[Group.Label]], [.. groups[Group.System]]);
    }

    /// <summary>Whether the SDKs add the key by themselves (docs/protocols.md).</summary>
    public static bool IsSystem(string key) =>
        key.StartsWith("sys_", StringComparison.Ordinal) || key.StartsWith("app_", StringComparison.Ordinal) || SystemKeys.Contains(key);

    public static IEnumerable<string> BusinessKeys(params IEnumerable<IReadOnlyDictionary<string, JsonElement>?> sets) => sets
        .SelectMany(metrics => metrics ?? new Dictionary<string, JsonElement>())
        .Where(metric => IsNumber(metric.Value) && !IsSystem(metric.Key))
        .Select(metric => metric.Key)
        .Distinct()
        .Order(StringComparer.Ordinal);

    private static bool IsNumber(JsonElement value) => value.ValueKind is JsonValueKind.Number;
}

/// <summary>The business metrics that have a column in a table, and the number of those without one.</summary>
internal sealed record MetricColumns(IReadOnlyList<string> Keys, int Hidden)
{
    // A row stays readable, and a client that makes up keys does not fill the page.
    private const int MaxColumns = 12;

    public static MetricColumns From(IEnumerable<IReadOnlyDictionary<string, JsonElement>?> rows)
    {
        var keys = MetricSet.BusinessKeys(rows).ToArray();
        return new([.. keys.Take(MaxColumns)], Math.Max(0, keys.Length - MaxColumns));
    }

    /// <summary>In the order of the columns; null if the row lacks the metric.</summary>
    public IReadOnlyList<JsonElement?> ValuesOf(IReadOnlyDictionary<string, JsonElement>? metrics) =>
        [.. Keys.Select(key => metrics is not null && metrics.TryGetValue(key, out var value) ? value : (JsonElement?)null)];
}
