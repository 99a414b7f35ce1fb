using Npgsql;

namespace Telemetry.ServiceDefaults.Settings;

/// <summary>Variables of several services have one default and one set of bounds.</summary>
public static class SharedVariables
{
    /// <summary>The default of RETENTION_DAYS.</summary>
    public static TimeSpan DefaultRetention { get; } = TimeSpan.FromDays(365);

    /// <summary>RETENTION_DAYS.</summary>
    public static TimeSpan Retention(this SettingsReader reader) =>
        TimeSpan.FromDays(reader.Integer("RETENTION_DAYS", (int)DefaultRetention.TotalDays, min: 1, max: 36_500));

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
        reader.Connection("cache", "host:port and options, separated by commas", text =>
            text.Split(',')[0].Contains(':', StringComparison.Ordinal));
}
