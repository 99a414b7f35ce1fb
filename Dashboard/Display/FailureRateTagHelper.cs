using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Telemetry.Dashboard.Display;

/// <summary><c>&lt;failure-rate of="12.5"/&gt;</c>: a percentage, marked where it is high.</summary>
public sealed class FailureRateTagHelper : TagHelper
{
    /// <summary>Percent; FAILURE_THRESHOLD's default.</summary>
    public const double Notable = 20;

    /// <summary>Percent; more runs fail than succeed.</summary>
    public const double Bad = 50;

    /// <summary>In percent; null or NaN: no run has ended yet.</summary>
    public double? Of { get; set; }

    /// <summary>Shows the success rate, the rest to 100.</summary>
    public bool AsSuccess { get; set; }

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
