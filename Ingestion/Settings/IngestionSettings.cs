using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.Ingestion.Settings;

/// <summary>Ingestion's settings.</summary>
public sealed class IngestionSettings : ISettings
{
    /// <summary>ACTIVATION: what turns a registered instance into an active one.</summary>
    public Activation Activation { get; set; } = Activation.Tofu;

    /// <summary>RETENTION_DAYS: older reports are not stored one by one, also when they are imported.</summary>
    public TimeSpan Retention { get; set; } = SharedVariables.DefaultRetention;

    /// <summary>Who may approve, revoke and delete.</summary>
    public AccessSettings Access { get; set; } = new();

    /// <inheritdoc/>
    public void Read(SettingsReader reader)
    {
        Activation = reader.OneOf("ACTIVATION", Activation);
        Retention = reader.Retention();
        Access.Read(reader);
    }

    /// <inheritdoc/>
    public void CheckConnections(SettingsReader reader)
    {
        reader.Database();
        reader.Broker();
    }
}

/// <summary>What turns a registered instance into an active one.</summary>
public enum Activation
{
    /// <summary>Trust on first use: its own signature.</summary>
    Tofu,

    /// <summary>An admin's approval.</summary>
    Explicit,
}
