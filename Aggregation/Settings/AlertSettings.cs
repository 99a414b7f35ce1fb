using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.Aggregation.Settings;

/// <summary>Thresholds of alerts. Sending is configured in Notifications.</summary>
internal sealed class AlertSettings : ISettings
{
    /// <summary>FAILURE_THRESHOLD: the percentage of failed runs above which an alert is raised; an alert rule may override it.</summary>
    public int FailureThreshold { get; set; } = 20;

    /// <summary>ALERT_COOLDOWN_MINUTES: the minimum time between two notices of an incident that gets worse.</summary>
    public TimeSpan Cooldown { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Whether SMTP_HOST and ALERT_EMAIL are set.</summary>
    public bool HasMail { get; set; }

    /// <summary>Whether ALERT_WEBHOOK_URL is set.</summary>
    public bool HasWebhook { get; set; }

    public bool HasChannel => HasMail || HasWebhook;

    public void Read(SettingsReader reader)
    {
        FailureThreshold = reader.Integer("FAILURE_THRESHOLD", FailureThreshold, min: 1, max: 100);
        Cooldown = TimeSpan.FromMinutes(reader.Integer("ALERT_COOLDOWN_MINUTES", (int)Cooldown.TotalMinutes, min: 1, max: 10_080));
        HasMail = reader.IsSet("SMTP_HOST") && reader.IsSet("ALERT_EMAIL");
        HasWebhook = reader.IsSet("ALERT_WEBHOOK_URL");
    }
}
