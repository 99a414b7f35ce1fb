using Microsoft.Extensions.Configuration.Memory;

namespace Telemetry.ServiceDefaults.Observability;

/// <summary>Default settings of libraries, which the configuration can override.</summary>
internal static class ObservationSettings
{
    // A batch of the intake has 50 KB of statements that never change: the beginning suffices in a trace.
    private const string MaxAttributeCharacters = "2000";

    /// <summary>Aspire's clients register with OpenTelemetry by themselves, and would record without an exporter.</summary>
    public static void AddUnobservedClients(this IConfigurationManager configuration) => configuration.AddDefaults(new()
    {
        ["Aspire:Npgsql:DisableTracing"] = "true",
        ["Aspire:Npgsql:DisableMetrics"] = "true",
        ["Aspire:StackExchange:Redis:DisableTracing"] = "true",
    });

    /// <summary>OpenTelemetry's own limit on attributes has no default.</summary>
    public static void AddDefaultLimits(this IConfigurationManager configuration) => configuration.AddDefaults(new()
    {
        ["OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT"] = MaxAttributeCharacters,
    });

    // First in the list of sources, so that every other source overrides it.
    private static void AddDefaults(this IConfigurationManager configuration, Dictionary<string, string?> settings) =>
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = settings });
}
