using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Telemetry.Dashboard.Display;

/// <summary>
/// Maps statuses to badges. The colour of a badge is the rule of its class in wwwroot/assets/site.css (".badge.active" and so on). The SVG
/// images under /badge are Aggregation's.
/// </summary>
internal static class StatusBadges
{
    private const string Neutral = "badge";
    private const string Good = "badge active";
    private const string Waiting = "badge pending";
    private const string Bad = "badge revoked";
    private const string Quiet = "badge silent";

    /// <summary>The status is pending, active or revoked; silent is an active instance that was not seen for 30 days.</summary>
    public static string OfInstance(string status, bool isSilent) => status switch
    {
        "active" when isSilent => Quiet,
        "active" => Good,
        "pending" => Waiting,
        "revoked" => Bad,
        _ => Neutral,
    };

    /// <summary>installing, validation, configuring, success, failed, aborted or unknown.</summary>
    public static string OfRun(string? status) => status switch
    {
        "success" => Good,
        "failed" => Bad,
        "aborted" => Waiting,
        "installing" or "validation" or "configuring" => Quiet,
        _ => Neutral,
    };

    /// <summary>waiting, sent or failed.</summary>
    public static string OfDelivery(string? state) => state switch
    {
        "sent" => Good,
        "waiting" => Waiting,
        "failed" => Bad,
        _ => Neutral,
    };

    public static string OfIncident(bool isOpen) => isOpen ? Bad : Neutral;

    public static string OfRule(bool isEnabled) => isEnabled ? Good : Neutral;
}

/// <summary>
/// <c>&lt;status-badge status="active" last-seen="..."/&gt;</c>: an instance's status, and whether an active instance is silent.
/// </summary>
public sealed class StatusBadgeTagHelper(TimeProvider time) : TagHelper
{
    /// <summary>pending, active or revoked.</summary>
    public string Status { get; set; } = "";

    /// <summary>UTC.</summary>
    public DateTime? LastSeen { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var isSilent = Status == "active" && LastSeen < time.GetUtcNow().UtcDateTime - Times.SilentAfter;
        output.TagMode = TagMode.StartTagAndEndTag;
        output.TagName = "span";
        output.Attributes.SetAttribute("class", StatusBadges.OfInstance(Status, isSilent));
        if (isSilent)
            output.Attributes.SetAttribute("title", $"Not seen for {Times.SilentAfter.Days} days: it does not count as active");
        output.Content.SetContent(isSilent ? "active, silent" : Status);
    }
}

/// <summary><c>&lt;run-status of="failed"/&gt;</c>: the status of a run or of one of its steps.</summary>
public sealed class RunStatusTagHelper : TagHelper
{
    /// <summary>installing, validation, configuring, success, failed, aborted or unknown.</summary>
    public string? Of { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagMode = TagMode.StartTagAndEndTag;
        output.TagName = "span";
        output.Attributes.SetAttribute("class", StatusBadges.OfRun(Of));
        output.Content.SetContent(string.IsNullOrWhiteSpace(Of) ? "unknown" : DisplayText.Ellipsize(Of));
    }
}
