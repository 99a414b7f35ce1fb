namespace Telemetry.ServiceDefaults.Settings;

/// <summary>What Notifications reads: whom to tell, and how.</summary>
/// <param name="Smtp">The mail server; null (no SMTP_HOST): alerts are recorded, not mailed.</param>
/// <param name="Recipients">ALERT_EMAIL: whom to mail, each of them alone.</param>
/// <param name="Webhook">Whom to post to; null (no ALERT_WEBHOOK_URL): nobody.</param>
/// <param name="PublicUrl">PUBLIC_URL: where readers reach the platform, for links; null: mails have none.</param>
/// <param name="Access">Who may read the delivery log.</param>
public sealed record NotificationsSettings(
    SmtpSettings? Smtp, IReadOnlyList<string> Recipients, WebhookSettings? Webhook, Uri? PublicUrl, AccessSettings Access)
    : ISettings<NotificationsSettings>
{
    // A mail goes to each of them alone.
    private const int MostRecipients = 20;

    /// <inheritdoc/>
    public static NotificationsSettings Read(SettingsReader reader) => new(
        SmtpSettings.Read(reader),
        ReadRecipients(reader),
        WebhookSettings.Read(reader),
        reader.Optional("PUBLIC_URL", text => WebAddress.Parse(text) is { Query: "" } address ? address : null, "must be an address such as https://telemetry.example.org, without a user, query or fragment"),
        AccessSettings.Read(reader));

    /// <inheritdoc/>
    public static void CheckConnections(SettingsReader reader)
    {
        reader.Database();
        reader.Broker();
    }

    private static List<string> ReadRecipients(SettingsReader reader)
    {
        const string name = "ALERT_EMAIL";
        var entries = reader.Entries(name);
        if (entries.Count > MostRecipients)
            reader.Refuse(name, $"may have at most {MostRecipients} addresses");

        for (var i = 0; i < entries.Count; i++)
        {
            if (!MailAddress.IsPlain(entries[i]))
                reader.Refuse(name, $"has an entry that is no mail address (entry {i + 1})");
        }

        return [.. entries.Distinct(StringComparer.OrdinalIgnoreCase)];
    }
}
