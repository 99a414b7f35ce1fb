namespace Telemetry.ServiceDefaults.Settings;

/// <summary>What Ingestion reads.</summary>
/// <param name="Activation">ACTIVATION: what turns a registered instance into an active one.</param>
/// <param name="Retention">RETENTION_DAYS: what is older is not kept as a raw report, also when it is imported.</param>
/// <param name="Access">Who may approve, revoke and delete.</param>
public sealed record IngestionSettings(Activation Activation, TimeSpan Retention, AccessSettings Access) : ISettings<IngestionSettings>
{
    /// <inheritdoc/>
    public static IngestionSettings Read(SettingsReader reader) => new(
        reader.OneOf("ACTIVATION", fallback: Activation.Tofu),
        reader.Retention(),
        AccessSettings.Read(reader));

    /// <inheritdoc/>
    public static void CheckConnections(SettingsReader reader)
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
