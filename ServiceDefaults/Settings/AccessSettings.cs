namespace Telemetry.ServiceDefaults.Settings;

/// <summary>The settings of access to pages and read APIs.</summary>
public sealed class AccessSettings : ISettings
{
    /// <summary>ADMIN_PASSWORD. The AppHost generates one if none is set.</summary>
    public string AdminPassword { get; set; } = "";

    /// <summary>PUBLIC_DASHBOARD: the aggregate pages and read APIs are open to everyone, read-only.</summary>
    public bool PublicDashboard { get; set; }

    /// <inheritdoc/>
    public void Read(SettingsReader reader)
    {
        AdminPassword = reader.HeaderSecret("ADMIN_PASSWORD");
        PublicDashboard = reader.Flag("PUBLIC_DASHBOARD", PublicDashboard);
    }
}
