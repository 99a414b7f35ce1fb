using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.Aggregation.Settings;

/// <summary>Aggregation's settings.</summary>
public sealed class AggregationSettings : ISettings
{
    /// <summary>CACHE_TTL_SECONDS: how long a cached response lives while no data arrives.</summary>
    public TimeSpan CacheTtl { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>RETENTION_DAYS: how long raw reports are kept; rollups stay.</summary>
    public TimeSpan Retention { get; set; } = SharedVariables.DefaultRetention;

    /// <summary>STUCK_AFTER_HOURS: a run without an outcome is closed as unknown after this time.</summary>
    public TimeSpan StuckAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>GITHUB_TOKEN: raises the quota for requests of stars; null: requests are anonymous.</summary>
    public string? GithubToken { get; set; }

    /// <summary>When alerts are raised.</summary>
    public AlertSettings Alerts { get; set; } = new();

    /// <summary>The admin's password, and PUBLIC_DASHBOARD.</summary>
    public AccessSettings Access { get; set; } = new();

    /// <inheritdoc/>
    public void Read(SettingsReader reader)
    {
        CacheTtl = TimeSpan.FromSeconds(reader.Integer("CACHE_TTL_SECONDS", (int)CacheTtl.TotalSeconds, min: 0, max: 86_400));
        Retention = reader.Retention();
        StuckAfter = TimeSpan.FromHours(reader.Integer("STUCK_AFTER_HOURS", (int)StuckAfter.TotalHours, min: 1, max: 8760));
        GithubToken = reader.OptionalHeaderSecret("GITHUB_TOKEN");
        Alerts.Read(reader);
        Access.Read(reader);
    }

    /// <inheritdoc/>
    public void CheckConnections(SettingsReader reader)
    {
        reader.Database();
        reader.Broker();
        reader.Cache();
    }
}
