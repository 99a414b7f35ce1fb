using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace Telemetry.ServiceDefaults.Observability;

/// <summary>Settings of libraries that a service has unless its configuration says otherwise.</summary>
internal static class ObservationSettings
{
    // An intake's batch has 50 KB of statements, which never change: in each trace their beginning will do.
    private const string MaxAttributeCharacters = "2000";

    /// <summary>Aspire's clients register with OpenTelemetry by themselves, and would record for nobody.</summary>
    public static void AddUnobservedClients(this IConfigurationManager configuration) => configuration.AddDefaults(new()
    {
        ["Aspire:Npgsql:DisableTracing"] = "true",
        ["Aspire:Npgsql:DisableMetrics"] = "true",
        ["Aspire:StackExchange:Redis:DisableTracing"] = "true",
    });

    /// <summary>OpenTelemetry's own bound on attributes, which has no default.</summary>
    public static void AddDefaultLimits(this IConfigurationManager configuration) => configuration.AddDefaults(new()
    {
        ["OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT"] = MaxAttributeCharacters,
    });

    // First in the list, so that every other source wins.
    private static void AddDefaults(this IConfigurationManager configuration, Dictionary<string, string?> settings) =>
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = settings });
}
