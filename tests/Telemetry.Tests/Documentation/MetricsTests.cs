using System.Diagnostics.Metrics;
using Telemetry.Aggregation.Observability;
using Telemetry.Dashboard;
using Telemetry.Gateway;
using Telemetry.Ingestion;
using Telemetry.Notifications;

namespace Telemetry.Tests.Documentation;

/// <summary>docs/metrics.md lists exactly the instruments of the services.</summary>
public sealed class MetricsTests
{
    private static readonly Type[] Services =
        [
            typeof(GatewayMetrics), typeof(IngestionMetrics), typeof(AggregationMetrics), typeof(NotificationsMetrics),
            typeof(DashboardMetrics),
        ];

    [Fact]
    public void The_metrics_table_lists_every_instrument_with_its_unit()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var factory = services.GetRequiredService<IMeterFactory>();
        var published = new List<Instrument>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Scope == factory)
                    published.Add(instrument);
            },
        };
        listener.Start();

        foreach (var type in Services.SelectMany(service => service.Assembly.GetTypes()).Where(MakesInstruments))
            Activator.CreateInstance(type, factory);

        Assert.Equal(
            published.Select(instrument => $"{instrument.Name}, {instrument.Unit}").Order(StringComparer.Ordinal),
            MetricsTable.Rows.Select(row => $"{row.Name}, {row.Unit}").Order(StringComparer.Ordinal));
        Assert.All(published, instrument => Assert.Matches(@"^Telemetry\.[A-Z][a-z]+$", instrument.Meter.Name));
        Assert.All(
            published,
            instrument => Assert.StartsWith($"{instrument.Meter.Name.ToLowerInvariant()}.", instrument.Name, StringComparison.Ordinal));
    }

    // A class that creates instruments has one constructor with an IMeterFactory as its only parameter.
    private static bool MakesInstruments(Type type) =>
        type.GetConstructors() is [var constructor]
            && constructor.GetParameters() is [{ ParameterType: var parameter }]
            && parameter == typeof(IMeterFactory);
}
