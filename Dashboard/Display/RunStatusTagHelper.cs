using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Telemetry.Dashboard.Display;

/// <summary><c>&lt;run-status of="failed"/&gt;</c>: a colour, a shape and a word.</summary>
public sealed class RunStatusTagHelper : TagHelper
{
    /// <summary>installing, validation, configuring, success, failed, aborted or unknown.</summary>
    public string? Of { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagMode = TagMode.StartTagAndEndTag;
        output.TagName = "span";
        output.Attributes.SetAttribute("class", Of switch
        {
            "success" => "badge active",
            "failed" => "badge revoked",
            "aborted" => "badge pending",
            "installing" or "validation" or "configuring" => "badge silent",
            _ => "badge",
        });
        output.Content.SetContent(string.IsNullOrWhiteSpace(Of) ? "unknown" : Cut.Short(Of));
    }
}
