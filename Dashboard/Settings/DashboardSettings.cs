using Telemetry.Aggregation.Settings;
using Telemetry.Gateway.Settings;
using Telemetry.Ingestion.Settings;
using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.Dashboard.Settings;

/// <summary>The dashboard's settings: who may read, and the other services' settings, for the pages that show them.</summary>
public sealed class DashboardSettings : ISettings
{
    /// <summary>The gateway's settings.</summary>
    public GatewaySettings Gateway { get; } = new();

    /// <summary>Ingestion's settings.</summary>
    public IngestionSettings Ingestion { get; } = new();

    /// <summary>Aggregation's settings; the dashboard is not given their secrets.</summary>
    public AggregationSettings Aggregation { get; } = new();

    /// <summary>Who may read.</summary>
    public AccessSettings Access { get; } = new();

    /// <inheritdoc/>
    public void Read(SettingsReader reader)
    {
        Gateway.Read(reader);
        Ingestion.Read(reader);
        Aggregation.Read(reader);
        Access.Read(reader);
    }
}
