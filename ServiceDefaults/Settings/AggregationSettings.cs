namespace Telemetry.ServiceDefaults.Settings;

/// <summary>What Aggregation reads.</summary>
/// <param name="CacheTtl">CACHE_TTL_SECONDS: how long a finished answer may live while no data arrives.</param>
/// <param name="Retention">RETENTION_DAYS: how long raw reports are kept; rollups stay.</param>
/// <param name="Access">Who may read.</param>
public sealed record AggregationSettings(TimeSpan CacheTtl, TimeSpan Retention, AccessSettings Access) : ISettings<AggregationSettings>
{
    /// <inheritdoc/>
    public static AggregationSettings Read(SettingsReader reader) => new(
        TimeSpan.FromSeconds(reader.Integer("CACHE_TTL_SECONDS", fallback: 300, least: 0, most: 86_400)),
        TimeSpan.FromDays(reader.Integer("RETENTION_DAYS", fallback: 365, least: 1, most: 36_500)),
        AccessSettings.Read(reader));
}
