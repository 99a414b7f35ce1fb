using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.Ingestion.Settings;

internal sealed class IngestionSettings : ISettings
{
    /// <summary>ACTIVATION: what turns a registered instance into an active one.</summary>
    public Activation Activation { get; set; } = Activation.Tofu;

    /// <summary>RETENTION_DAYS: older reports are not stored one by one, even if they are imported.</summary>
    public TimeSpan Retention { get; set; } = SharedVariables.DefaultRetention;

    public AccessSettings Access { get; set; } = new();

    public void Read(SettingsReader reader)
    {
        Activation = reader.OneOf("ACTIVATION", Activation);
        Retention = reader.Retention();
        Access.Read(reader);
    }

    public void CheckConnections(SettingsReader reader)
    {
        reader.Database();
        reader.Broker();
    }
}

internal enum Activation
{
    /// <summary>Trust on first use: an instance's own signature activates it.</summary>
    Tofu,

    /// <summary>An admin activates each instance.</summary>
    Explicit,
}
