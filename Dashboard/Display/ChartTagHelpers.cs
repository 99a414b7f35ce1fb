using System.Globalization;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Telemetry.Dashboard.Api;

namespace Telemetry.Dashboard.Display;

/// <summary><c>&lt;chart-time at="..." is-day="true"/&gt;</c>: a day as it is, an hour in UTC.</summary>
public sealed class ChartTimeTagHelper : TagHelper
{
    /// <summary>The time.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Whether it stands for the whole day.</summary>
    public bool IsDay { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagMode = TagMode.StartTagAndEndTag;
        output.TagName = "time";
        output.Attributes.SetAttribute("datetime", IsDay ? Times.Day(At) : Times.Machine(At));
        if (IsDay)
            output.Content.SetContent(Times.Day(At));
        else
            output.Content.SetHtmlContent($"<span class=\"exact\">{Times.Exact(At)}</span>");
    }
}

/// <summary><c>&lt;chart-value of="..."/&gt;</c>: a cell with a number as people read it and as machines do.</summary>
public sealed class ChartValueTagHelper : TagHelper
{
    /// <summary>The number; null if there is none.</summary>
    public double? Of { get; set; }

    /// <summary>What stands behind it.</summary>
    public string Unit { get; set; } = "";

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagMode = TagMode.StartTagAndEndTag;
        if (Of is not { } value || double.IsNaN(value))
        {
            output.None();
        }
        else if (double.IsNegativeInfinity(value))
        {
            // Drawn as much as it is at most.
            output.Attributes.SetAttribute("data-value", "4");
            output.Attributes.SetAttribute("data-text", Few.Text);
            output.Content.SetContent(Few.Text);
        }
        else
        {
            output.Attributes.SetAttribute("data-value", value.ToString("R", CultureInfo.InvariantCulture));
            output.Content.SetContent(Numbers.Text(value) + Unit);
        }

        output.TagName = "td";
        output.Attributes.SetAttribute("class", "number");
    }
}
