using Telemetry.Aggregation.Settings;
using Telemetry.Gateway.Settings;
using Telemetry.Ingestion.Settings;
using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.Dashboard.Settings;

/// <summary>The settings of access, and the other services' settings for the pages that show them.</summary>
internal sealed class DashboardSettings : ISettings
{
    public GatewaySettings Gateway { get; } = new();

    public IngestionSettings Ingestion { get; } = new();

    /// <summary>The dashboard has no secrets of Aggregation.</summary>
    public AggregationSettings Aggregation { get; } = new();

    public AccessSettings Access { get; } = new();

    public void Read(SettingsReader reader)
    {
        Gateway.Read(reader);
        Ingestion.Read(reader);
        Aggregation.Read(reader);
        Access.Read(reader);
    }
}
