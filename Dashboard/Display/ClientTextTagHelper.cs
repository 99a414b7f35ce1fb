using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Telemetry.Dashboard.Display;

/// <summary>
/// <c>&lt;client-text value="..."/&gt;</c>: what a client wrote, as text, with a direction of its own, so that a right-to-left name or a
/// control character turns nothing around it.
/// </summary>
public sealed class ClientTextTagHelper : TagHelper
{
    /// <summary>The text; a dash stands for null and "".</summary>
    public string? Value { get; set; }

    /// <summary>What is said, instead of the dash, where there is no text.</summary>
    public string? Otherwise { get; set; }

    /// <summary>Whether the text is cut to one line; the whole then appears on pointing at it.</summary>
    public bool Short { get; set; }

    /// <inheritdoc/>
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
