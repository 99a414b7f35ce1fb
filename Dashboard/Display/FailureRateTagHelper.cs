using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Telemetry.Dashboard.Display;

/// <summary><c>&lt;failure-rate of="12.5"/&gt;</c>: a percentage that stands out where it is bad.</summary>
public sealed class FailureRateTagHelper : TagHelper
{
    /// <summary>From here on it is worth a look (FAILURE_THRESHOLD's default).</summary>
    public const double Notable = 20;

    /// <summary>From here on more fails than not.</summary>
    public const double Bad = 50;

    /// <summary>The failure rate, in percent; null: nothing has ended yet.</summary>
    public double? Of { get; set; }

    /// <summary>Whether the number shown is what is left to 100.</summary>
    public bool AsSuccess { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagMode = TagMode.StartTagAndEndTag;
        if (Of is not { } rate || double.IsNaN(rate))
        {
            output.None();
            return;
        }

        output.TagName = "span";
        output.Attributes.SetAttribute("class", rate switch
        {
            >= Bad => "rate bad",
            >= Notable => "rate notable",
            _ => "rate",
        });
        output.Content.SetContent($"{Numbers.Rounded(AsSuccess ? 100 - rate : rate)}%");
    }
}
