namespace Telemetry.ServiceDefaults.Settings;

/// <summary>What the dashboard reads.</summary>
/// <param name="Retention">RETENTION_DAYS: how long raw reports are kept, for the page that says so.</param>
/// <param name="Access">Who may look.</param>
public sealed record DashboardSettings(TimeSpan Retention, AccessSettings Access) : ISettings<DashboardSettings>
{
    /// <inheritdoc/>
    public static DashboardSettings Read(SettingsReader reader) => new(reader.Retention(), AccessSettings.Read(reader));
}
