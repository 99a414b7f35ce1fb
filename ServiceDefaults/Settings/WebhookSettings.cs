namespace Telemetry.ServiceDefaults.Settings;

/// <summary>Where alerts are posted to.</summary>
/// <param name="Url">ALERT_WEBHOOK_URL.</param>
/// <param name="Secret">ALERT_WEBHOOK_SECRET: the key of the signature over each post.</param>
/// <param name="AllowPrivate">ALERT_WEBHOOK_ALLOW_PRIVATE: also to addresses that are not public.</param>
public sealed record WebhookSettings(Uri Url, string Secret, bool AllowPrivate)
{
    private const int LeastSecret = 16;

    /// <summary>Reads all of them, and checks them also where there is no address.</summary>
    /// <returns>Null: there is no ALERT_WEBHOOK_URL.</returns>
    internal static WebhookSettings? Read(SettingsReader reader)
    {
        const string address = "ALERT_WEBHOOK_URL", secretName = "ALERT_WEBHOOK_SECRET";

        var url = reader.Optional(address, WebAddress.Parse, "must be an http or https address without a user or fragment");
        var secret = reader.Optional(secretName, text => text.Length >= LeastSecret ? text : null, $"must have at least {LeastSecret} characters");
        var allowPrivate = reader.Flag("ALERT_WEBHOOK_ALLOW_PRIVATE", fallback: false);
        if (reader.IsSet(address) && !reader.IsSet(secretName))
            reader.Refuse(secretName, $"is missing: there is an {address}");
        return url is null ? null : new(url, secret ?? "", allowPrivate);
    }
}
