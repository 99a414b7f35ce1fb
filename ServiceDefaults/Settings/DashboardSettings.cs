namespace Telemetry.ServiceDefaults.Settings;

/// <summary>What the dashboard reads.</summary>
/// <param name="Access">Who may look.</param>
public sealed record DashboardSettings(AccessSettings Access) : ISettings<DashboardSettings>
{
    /// <inheritdoc/>
    public static DashboardSettings Read(SettingsReader reader) => new(AccessSettings.Read(reader));
}
