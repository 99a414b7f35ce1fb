namespace Telemetry.ServiceDefaults.Settings;

/// <summary>Settings that more than one service reads: one default, one set of bounds.</summary>
internal static class SharedSettings
{
    /// <summary>RETENTION_DAYS.</summary>
    public static TimeSpan Retention(this SettingsReader reader) =>
        TimeSpan.FromDays(reader.Integer("RETENTION_DAYS", fallback: 365, least: 1, most: 36_500));
}
