using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Telemetry.Dashboard.Display;

internal static class TagHelperOutputs
{
    /// <summary>Says that there is nothing: in words, or by a dash that screen readers read as "none".</summary>
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
