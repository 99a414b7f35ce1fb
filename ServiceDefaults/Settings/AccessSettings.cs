namespace Telemetry.ServiceDefaults.Settings;

/// <summary>Who may read.</summary>
/// <param name="AdminPassword">ADMIN_PASSWORD: opens everything. The AppHost generates one where none is set.</param>
/// <param name="PublicDashboard">PUBLIC_DASHBOARD: the aggregate pages and read APIs are open to everyone, read-only.</param>
public sealed record AccessSettings(string AdminPassword, bool PublicDashboard) : ISettings<AccessSettings>
{
    /// <inheritdoc/>
    public static AccessSettings Read(SettingsReader reader) => new(
        reader.HeaderSecret("ADMIN_PASSWORD"),
        reader.Flag("PUBLIC_DASHBOARD", fallback: false));
}
