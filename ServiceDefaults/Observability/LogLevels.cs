using Microsoft.Extensions.Configuration.Memory;

namespace Telemetry.ServiceDefaults.Observability;

/// <summary>
/// The default log levels. Libraries log only what is wrong: Npgsql would log each statement and ASP.NET Core each request, which are spans
/// already.
/// </summary>
internal static class LogLevels
{
    private static readonly Dictionary<string, string?> Defaults = new(StringComparer.Ordinal)
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:MassTransit"] = "Warning",
        ["Logging:LogLevel:Npgsql"] = "Warning",
        ["Logging:LogLevel:System.Net.Http.HttpClient"] = "Warning",

        // Redis may be unavailable (RedisLink), and so may a service, whose caller handles that.
        ["Logging:LogLevel:StackExchange.Redis"] = "None",
        ["Logging:LogLevel:Polly"] = "None",

        ["Logging:LogLevel:Yarp"] = "Warning",

        // ASP.NET Core logs each missing password here, under the name of our handler.
        ["Logging:LogLevel:Telemetry.ServiceDefaults.Access"] = "Warning",
    };

    // First in the list of sources, so that every other source overrides it.
    public static void AddDefaultLogLevels(this IConfigurationManager configuration) =>
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
}
