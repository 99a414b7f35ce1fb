namespace Telemetry.ServiceDefaults.Settings;

/// <summary>What the dashboard reads: who may look, and what the other services go by, for the pages that say so.</summary>
/// <param name="Gateway">The gateway's settings.</param>
/// <param name="Ingestion">Ingestion's settings.</param>
/// <param name="Aggregation">Aggregation's settings, without its secrets.</param>
/// <param name="Access">Who may look.</param>
public sealed record DashboardSettings(GatewaySettings Gateway, IngestionSettings Ingestion, AggregationSettings Aggregation, AccessSettings Access)
    : ISettings<DashboardSettings>
{
    /// <inheritdoc/>
    public static DashboardSettings Read(SettingsReader reader) => new(
        GatewaySettings.Read(reader), IngestionSettings.Read(reader), AggregationSettings.Read(reader), AccessSettings.Read(reader));
}
