using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.Aggregation.Settings;

internal sealed class AggregationSettings : ISettings
{
    /// <summary>CACHE_TTL_SECONDS: the life of a cached response while no data arrives.</summary>
    public TimeSpan CacheTtl { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>RETENTION_DAYS: the age at which raw reports are deleted; rollups stay.</summary>
    public TimeSpan Retention { get; set; } = SharedVariables.DefaultRetention;

    /// <summary>STUCK_AFTER_HOURS: the age at which a run without an outcome is closed as unknown.</summary>
    public TimeSpan StuckAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>GITHUB_TOKEN: raises the quota for requests of stars; null: requests are anonymous.</summary>
    public string? GithubToken { get; set; }

    public AlertSettings Alerts { get; set; } = new();

    public AccessSettings Access { get; set; } = new();

    public void Read(SettingsReader reader)
    {
        CacheTtl = TimeSpan.FromSeconds(reader.Integer("CACHE_TTL_SECONDS", (int)CacheTtl.TotalSeconds, min: 0, max: 86_400));
        Retention = reader.Retention();
        StuckAfter = TimeSpan.FromHours(reader.Integer("STUCK_AFTER_HOURS", (int)StuckAfter.TotalHours, min: 1, max: 8760));
        GithubToken = reader.OptionalHeaderSecret("GITHUB_TOKEN");
        Alerts.Read(reader);
        Access.Read(reader);
    }

    public void CheckConnections(SettingsReader reader)
    {
        reader.Database();
        reader.Broker();
        reader.Cache();
    }
}
