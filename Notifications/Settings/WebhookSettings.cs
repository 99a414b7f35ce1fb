using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.Notifications.Settings;

/// <summary>
/// Each property is the ALERT_WEBHOOK_ variable of its name. The secret is the key of the signature over each post; AllowPrivate permits
/// addresses that are not public.
/// </summary>
internal sealed record WebhookSettings(Uri Url, string Secret, bool AllowPrivate)
{
    private const int MinSecretLength = 16;

    /// <summary>Null without ALERT_WEBHOOK_URL. Checks the other settings even then.</summary>
    public static WebhookSettings? Read(SettingsReader reader)
    {
        const string address = "ALERT_WEBHOOK_URL", secretName = "ALERT_WEBHOOK_SECRET";

        var url = reader.Optional(address, WebAddress.Parse, "must be an http or https address without a user or fragment");
        var secret = reader.Optional(
            secretName, text => text.Length >= MinSecretLength ? text : null, $"must have at least {MinSecretLength} characters");
        var allowPrivate = reader.Flag("ALERT_WEBHOOK_ALLOW_PRIVATE", fallback: false);
        if (reader.IsSet(address) && !reader.IsSet(secretName))
            reader.AddError(secretName, $"is missing: there is an {address}");
        return url is null ? null : new(url, secret ?? "", allowPrivate);
    }
}
