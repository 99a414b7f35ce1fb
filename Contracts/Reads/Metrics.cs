using System.Text.Json;

namespace Telemetry.Contracts.Reads;

/// <summary>All applications in four numbers.</summary>
/// <param name="TotalInstances">Registered instances of any status.</param>
/// <param name="ActiveInstances">Active ones seen within 30 days.</param>
/// <param name="GlobalMetrics">The sum of each metric over the newest snapshot of every active instance; the public sees null where fewer
///   than 5 have it.</param>
/// <param name="PerAppCounts">Registered instances by their application's name.</param>
public sealed record Stats(
    long TotalInstances,
    long ActiveInstances,
    RawJson<IReadOnlyDictionary<string, JsonElement>> GlobalMetrics,
    RawJson<IReadOnlyDictionary<string, long?>> PerAppCounts);

/// <summary>An application's metrics over time.</summary>
/// <param name="Timestamps">The start of each bucket (UTC), oldest first, without gaps.</param>
/// <param name="Metrics">Per metric a number or null for each bucket; the public sees null where fewer than 5 instances reported
///   one.</param>
public sealed record MetricSeries(
    IReadOnlyList<DateTime> Timestamps, RawJson<IReadOnlyDictionary<string, IReadOnlyList<JsonElement>>> Metrics);
