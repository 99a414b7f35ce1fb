using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Telemetry.Dashboard.Display;

/// <summary>
/// <c>&lt;client-text value="..."/&gt;</c>: a client's text in a <c>bdi</c> element, so that a right-to-left name or a control character
/// does not change the direction of the text around it.
/// </summary>
public sealed class ClientTextTagHelper : TagHelper
{
    /// <summary>Null and "" are shown as <see cref="Otherwise"/>.</summary>
    public string? Value { get; set; }

    /// <summary>Shown for an empty text; null is a dash.</summary>
    public string? Otherwise { get; set; }

    /// <summary>CSS cuts the text to one line; its title has the whole text.</summary>
    public bool Short { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagMode = TagMode.StartTagAndEndTag;
        if (string.IsNullOrWhiteSpace(Value))
        {
            output.None(Otherwise);
            return;
        }

        if (!Short)
        {
            output.Text("bdi", Value);
            return;
        }

        output.TagName = "bdi";
        output.Attributes.SetAttribute("class", "short");
        output.Attributes.SetAttribute("title", Value);
        output.Content.SetContent(Value);
    }
}
