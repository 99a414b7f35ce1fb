using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.Notifications.Settings;

internal sealed class NotificationsSettings : ISettings
{
    // Each recipient gets a separate mail.
    private const int MaxRecipients = 20;

    /// <summary>Null without SMTP_HOST: alerts are recorded, not mailed.</summary>
    public SmtpSettings? Smtp { get; private set; }

    /// <summary>ALERT_EMAIL: each recipient gets a separate mail.</summary>
    public IReadOnlyList<string> Recipients { get; private set; } = [];

    /// <summary>Null without ALERT_WEBHOOK_URL.</summary>
    public WebhookSettings? Webhook { get; private set; }

    /// <summary>PUBLIC_URL: the platform's address for links; null: mails have none.</summary>
    public Uri? PublicUrl { get; private set; }

    public AccessSettings Access { get; } = new();

    public void Read(SettingsReader reader)
    {
        Smtp = SmtpSettings.Read(reader);
        Recipients = ReadRecipients(reader);
        Webhook = WebhookSettings.Read(reader);
        PublicUrl = reader.Optional(
            "PUBLIC_URL",
            text => WebAddress.Parse(text) is { Query: "" } address ? address : null,
            "must be an address such as https://telemetry.example.org, without a user, query or fragment");
        Access.Read(reader);
    }

    public void CheckConnections(SettingsReader reader)
    {
        reader.Database();
        reader.Broker();
    }

    private static List<string> ReadRecipients(SettingsReader reader)
    {
        const string name = "ALERT_EMAIL";
        var entries = reader.Entries(name);
        if (entries.Count > MaxRecipients)
            reader.AddError(name, $"may have at most {MaxRecipients} addresses");

        for (var i = 0; i < entries.Count; i++)
        {
            if (!MailAddress.IsPlain(entries[i]))
                reader.AddError(name, $"has an entry that is no mail address (entry {i + 1})");
        }

        return [.. entries.Distinct(StringComparer.OrdinalIgnoreCase)];
    }
}
