using Telemetry.Dashboard.Api;

namespace Telemetry.Dashboard.Pages.Alerts;

/// <summary>How alerts reach people.</summary>
/// <param name="Mail">By mail.</param>
/// <param name="Webhook">By a webhook.</param>
/// <param name="CooldownMinutes">What gets worse is told again after this time.</param>
public sealed record ChannelView(bool Mail, bool Webhook, int CooldownMinutes)
{
    /// <summary>Whether they do at all.</summary>
    public bool HasChannel => Mail || Webhook;

    /// <summary>In words.</summary>
    public string Words => (Mail, Webhook) switch
    {
        (true, true) => "mail and webhook",
        (false, true) => "webhook",
        _ => "mail",
    };

    /// <summary>As Aggregation tells it.</summary>
    public static ChannelView Of(AlertRules rules) => new(rules.Mail, rules.Webhook, rules.CooldownMinutes);
}
