using System.Text;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Telemetry.Dashboard.Display;

/// <summary>
/// <c>&lt;app-avatar name="..."/&gt;</c>: an application's first letter. The logo is only linked (Pages/Applications/Details.cshtml): its
/// server would learn of every visit to a page that embeds it.
/// </summary>
public sealed class AppAvatarTagHelper : TagHelper
{
    public string? Name { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagMode = TagMode.StartTagAndEndTag;
        output.TagName = "span";
        output.Attributes.SetAttribute("class", "avatar");
        output.Attributes.SetAttribute("aria-hidden", "true");
        output.Content.SetContent(LetterOf(Name));
    }

    // Control characters that change the direction of text are skipped.
    private static string LetterOf(string? name)
    {
        var letter = (name ?? "").EnumerateRunes().FirstOrDefault(Rune.IsLetterOrDigit);
        return letter == default ? "·" : Rune.ToUpper(letter, CultureInfo.InvariantCulture).ToString();
    }
}
