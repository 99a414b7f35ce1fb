using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace Telemetry.ServiceDefaults.Observability;

/// <summary>
/// What a service logs unless its configuration says otherwise: its own words, and of the libraries only what is wrong. Npgsql would tell
/// each statement and ASP.NET Core each request, which are spans already.
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

        // Redis may be away at any time (RedisLink), and so may a service be whose caller says what it makes of it.
        ["Logging:LogLevel:StackExchange.Redis"] = "None",
        ["Logging:LogLevel:Polly"] = "None",

        ["Logging:LogLevel:Yarp"] = "Warning",

        // ASP.NET Core writes each missing password here, under the name of our handler.
        ["Logging:LogLevel:Telemetry.ServiceDefaults.Access"] = "Warning",
    };

    // First in the list, so that every other source wins.
    public static void AddDefaultLogLevels(this IConfigurationManager configuration) =>
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
}
