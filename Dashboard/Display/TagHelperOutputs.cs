using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Telemetry.Dashboard.Display;

internal static class TagHelperOutputs
{
    // About six lines of a narrow column.
    private const int MaxUnboxedLength = 300;

    /// <summary>A long text gets a box that scrolls, also by keyboard.</summary>
    public static void Text(this TagHelperOutput output, string element, string text)
    {
        output.TagName = element;
        output.Content.SetContent(text);
        if (text.Length <= MaxUnboxedLength)
            return;
        output.Attributes.SetAttribute("class", "boxed");
        output.Attributes.SetAttribute("tabindex", "0");
    }

    /// <summary>Writes a replacement for a missing value, by default a dash that screen readers read as "none".</summary>
    public static void None(this TagHelperOutput output, string? words = null)
    {
        output.TagName = "span";
        output.Attributes.SetAttribute("class", "none");
        if (words is null)
            output.Content.SetHtmlContent("""<span aria-hidden="true">–</span><span class="hidden">none</span>""");
        else
            output.Content.SetContent(words);
    }
}
