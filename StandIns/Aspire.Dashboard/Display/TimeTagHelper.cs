using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Aspire.Dashboard.Display;

/// <summary><c>&lt;clock at="..." /&gt;</c>: a time of day; the title has the rest.</summary>
[HtmlTargetElement("clock", TagStructure = TagStructure.WithoutEndTag)]
public sealed class TimeTagHelper : TagHelper
{
    /// <summary>The time.</summary>
    public DateTimeOffset At { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "time";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("datetime", Format.Machine(At));
        output.Attributes.SetAttribute("title", Format.Exact(At));
        output.Content.SetContent(Format.Clock(At));
    }
}
