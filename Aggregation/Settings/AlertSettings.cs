using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.Aggregation.Settings;

/// <summary>When Aggregation raises alerts. How alerts are sent is a matter of Notifications.</summary>
public sealed class AlertSettings : ISettings
{
    /// <summary>
    /// FAILURE_THRESHOLD: the percentage of failed runs above which an alert is raised, unless an alert rule sets another one.
    /// </summary>
    public int FailureThreshold { get; set; } = 20;

    /// <summary>ALERT_COOLDOWN_MINUTES: the shortest time between two notices of an incident that gets worse.</summary>
    public TimeSpan Cooldown { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Whether SMTP_HOST and ALERT_EMAIL are set.</summary>
    public bool HasMail { get; set; }

    /// <summary>Whether ALERT_WEBHOOK_URL is set.</summary>
    public bool HasWebhook { get; set; }

    /// <summary>Whether alerts go anywhere.</summary>
    public bool HasChannel => HasMail || HasWebhook;

    /// <inheritdoc/>
    public void Read(SettingsReader reader)
    {
        FailureThreshold = reader.Integer("FAILURE_THRESHOLD", FailureThreshold, min: 1, max: 100);
        Cooldown = TimeSpan.FromMinutes(reader.Integer("ALERT_COOLDOWN_MINUTES", (int)Cooldown.TotalMinutes, min: 1, max: 10_080));
        HasMail = reader.IsSet("SMTP_HOST") && reader.IsSet("ALERT_EMAIL");
        HasWebhook = reader.IsSet("ALERT_WEBHOOK_URL");
    }
}
