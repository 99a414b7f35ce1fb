namespace Telemetry.ServiceDefaults.Settings;

/// <summary>When Aggregation alerts. How alerts are sent is for Notifications to know.</summary>
/// <param name="FailureThreshold">FAILURE_THRESHOLD: the percentage of failed runs above which it alerts, until an admin sets another one.</param>
/// <param name="Cooldown">ALERT_COOLDOWN_MINUTES: an incident that gets worse is told of again after this time, not earlier.</param>
/// <param name="HasMail">Whether SMTP_HOST and ALERT_EMAIL are set.</param>
/// <param name="HasWebhook">Whether ALERT_WEBHOOK_URL is set.</param>
public sealed record AlertSettings(int FailureThreshold, TimeSpan Cooldown, bool HasMail, bool HasWebhook) : ISettings<AlertSettings>
{
    /// <summary>Whether alerts go anywhere.</summary>
    public bool HasChannel => HasMail || HasWebhook;

    /// <inheritdoc/>
    public static AlertSettings Read(SettingsReader reader)
    {
        var (host, recipients) = (reader.IsSet("SMTP_HOST"), reader.IsSet("ALERT_EMAIL"));
        return new(
            reader.Integer("FAILURE_THRESHOLD", fallback: 20, least: 1, most: 100),
            TimeSpan.FromMinutes(reader.Integer("ALERT_COOLDOWN_MINUTES", fallback: 60, least: 1, most: 10_080)),
            host && recipients,
            reader.IsSet("ALERT_WEBHOOK_URL"));
    }
}
