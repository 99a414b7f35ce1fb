using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Telemetry.Dashboard.Display;

/// <summary>
/// <c>&lt;app-avatar name="..."/&gt;</c>: an application's first letter. Its logo is on another server, which would learn of every look at a page:
/// it is a link (Pages/Applications/Details.cshtml).
/// </summary>
public sealed class AppAvatarTagHelper : TagHelper
{
    /// <summary>As the first instance wrote it.</summary>
    public string? Name { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagMode = TagMode.StartTagAndEndTag;
        output.TagName = "span";
        output.Attributes.SetAttribute("class", "avatar");
        output.Attributes.SetAttribute("aria-hidden", "true");
        output.Content.SetContent(LetterOf(Name));
    }

    // Nothing that could turn what stands beside it.
    private static string LetterOf(string? name)
    {
        var letter = (name ?? "").EnumerateRunes().FirstOrDefault(Rune.IsLetterOrDigit);
        return letter == default ? "·" : Rune.ToUpper(letter, CultureInfo.InvariantCulture).ToString();
    }
}
