namespace Telemetry.ServiceDefaults.Settings;

/// <summary>What Aggregation reads.</summary>
/// <param name="CacheTtl">CACHE_TTL_SECONDS: how long a finished answer may live while no data arrives.</param>
/// <param name="Retention">RETENTION_DAYS: how long raw reports are kept; rollups stay.</param>
/// <param name="StuckAfter">STUCK_AFTER_HOURS: a run that has had no outcome for so long gets none any more.</param>
/// <param name="GithubToken">GITHUB_TOKEN: raises the quota for asking for stars; null: asked without.</param>
/// <param name="Alerts">When it alerts.</param>
/// <param name="Access">Who may read.</param>
public sealed record AggregationSettings(
    TimeSpan CacheTtl, TimeSpan Retention, TimeSpan StuckAfter, string? GithubToken, AlertSettings Alerts, AccessSettings Access)
    : ISettings<AggregationSettings>
{
    /// <inheritdoc/>
    public static AggregationSettings Read(SettingsReader reader) => new(
        TimeSpan.FromSeconds(reader.Integer("CACHE_TTL_SECONDS", fallback: 300, least: 0, most: 86_400)),
        reader.Retention(),
        TimeSpan.FromHours(reader.Integer("STUCK_AFTER_HOURS", fallback: 1, least: 1, most: 8760)),
        reader.OptionalHeaderSecret("GITHUB_TOKEN"),
        AlertSettings.Read(reader),
        AccessSettings.Read(reader));

    /// <inheritdoc/>
    public static void CheckConnections(SettingsReader reader)
    {
        reader.Database();
        reader.Broker();
        reader.Cache();
    }
}
