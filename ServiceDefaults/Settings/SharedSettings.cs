using Npgsql;

namespace Telemetry.ServiceDefaults.Settings;

/// <summary>Settings that more than one service reads: one default, one set of bounds.</summary>
internal static class SharedSettings
{
    /// <summary>RETENTION_DAYS.</summary>
    public static TimeSpan Retention(this SettingsReader reader) =>
        TimeSpan.FromDays(reader.Integer("RETENTION_DAYS", fallback: 365, least: 1, most: 36_500));

    /// <summary>ConnectionStrings__telemetry: PostgreSQL.</summary>
    public static void Database(this SettingsReader reader) =>
        reader.Connection("telemetry", "a connection string of Npgsql with a Host", text =>
        {
            try
            {
                return new NpgsqlConnectionStringBuilder(text).Host is { Length: > 0 };
            }
            catch (ArgumentException)
            {
                return false;
            }
        });

    /// <summary>ConnectionStrings__messaging: RabbitMQ.</summary>
    public static void Broker(this SettingsReader reader) =>
        reader.Connection("messaging", "an amqp or amqps address", text =>
            Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "amqp" or "amqps", Host.Length: > 0 });

    /// <summary>ConnectionStrings__cache: Redis.</summary>
    public static void Cache(this SettingsReader reader) =>
        reader.Connection("cache", "host:port and options, separated by commas", text => text.Split(',')[0].Contains(':', StringComparison.Ordinal));
}
