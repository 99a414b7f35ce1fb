using System.Text.Json;

namespace Telemetry.Dashboard.Display;

/// <summary>The business metrics that a table has a column for.</summary>
/// <param name="Keys">The columns, in the order of their keys.</param>
/// <param name="Hidden">How many metrics found no place.</param>
public sealed record MetricColumns(IReadOnlyList<string> Keys, int Hidden)
{
    // A row stays readable, and a client that makes up keys does not make the page.
    private const int Most = 12;

    /// <summary>A column for each numeric business metric of the rows, as many as there is place for.</summary>
    public static MetricColumns Of(IEnumerable<IReadOnlyDictionary<string, JsonElement>?> rows)
    {
        var keys = rows
            .SelectMany(row => row ?? new Dictionary<string, JsonElement>())
            .Where(metric => metric.Value.ValueKind is JsonValueKind.Number && !MetricSet.IsSystem(metric.Key))
            .Select(metric => metric.Key)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToArray();
        return new([.. keys.Take(Most)], Math.Max(0, keys.Length - Most));
    }
}
