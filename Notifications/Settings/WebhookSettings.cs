using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.Notifications.Settings;

/// <summary>The webhook that alerts are posted to.</summary>
/// <param name="Url">ALERT_WEBHOOK_URL.</param>
/// <param name="Secret">ALERT_WEBHOOK_SECRET: the key of the signature over each post.</param>
/// <param name="AllowPrivate">ALERT_WEBHOOK_ALLOW_PRIVATE: also to addresses that are not public.</param>
internal sealed record WebhookSettings(Uri Url, string Secret, bool AllowPrivate)
{
    private const int MinSecretLength = 16;

    /// <summary>Reads and checks all of them, also without an address.</summary>
    /// <returns>Null: there is no ALERT_WEBHOOK_URL.</returns>
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
