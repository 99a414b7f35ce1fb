using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Telemetry.Dashboard.Display;

/// <summary><c>&lt;time-text at="..."/&gt;</c>: how long ago, with the exact time in attributes.</summary>
public sealed class TimeTextTagHelper(TimeProvider time) : TagHelper
{
    /// <summary>UTC; null: "never".</summary>
    public DateTime? At { get; set; }

    /// <summary>Adds the exact time.</summary>
    public bool Exact { get; set; }

    /// <summary>Replaces the relative time by the exact one.</summary>
    public bool OnlyExact { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagMode = TagMode.StartTagAndEndTag;
        if (At is not { } at)
        {
            output.None("never");
            return;
        }

        var exact = Times.Exact(at);
        var relative = Times.Relative(at, time.GetUtcNow().UtcDateTime);
        output.TagName = "time";
        output.Attributes.SetAttribute("datetime", Times.Machine(at));
        output.Attributes.SetAttribute("title", exact);
        if (OnlyExact)
        {
            output.Content.AppendHtml("<span class=\"exact\">").Append(exact).AppendHtml("</span>");
            return;
        }

        output.Content.SetContent(relative);
        if (Exact)
            output.Content.AppendHtml(" <span class=\"exact\">(").Append(exact).AppendHtml(")</span>");
    }
}
