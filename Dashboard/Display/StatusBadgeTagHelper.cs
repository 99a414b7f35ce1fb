using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Telemetry.Dashboard.Display;

/// <summary><c>&lt;status-badge status="active" last-seen="..."/&gt;</c>: the status, and whether an active instance fell silent.</summary>
public sealed class StatusBadgeTagHelper(TimeProvider time) : TagHelper
{
    /// <summary>pending, active or revoked.</summary>
    public string Status { get; set; } = "";

    /// <summary>When it was seen last.</summary>
    public DateTimeOffset? LastSeen { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var silent = Status == "active" && LastSeen < time.GetUtcNow() - Times.Silence;
        output.TagMode = TagMode.StartTagAndEndTag;
        output.TagName = "span";
        output.Attributes.SetAttribute("class", Status switch
        {
            "active" when silent => "badge silent",
            "active" => "badge active",
            "pending" => "badge pending",
            "revoked" => "badge revoked",
            _ => "badge",
        });
        if (silent)
            output.Attributes.SetAttribute("title", $"Not seen for {Times.Silence.Days} days: it does not count as active");
        output.Content.SetContent(silent ? "active, silent" : Status);
    }
}
