using System.Text.Json;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Telemetry.Dashboard.Display;

/// <summary>
/// <c>&lt;metric-value of="..."/&gt;</c>: a number with separators (exact in an attribute), a string as text, anything else as JSON.
/// </summary>
public sealed class MetricValueTagHelper : TagHelper
{
    private const int MaxLargeLength = 10;

    public JsonElement? Of { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagMode = TagMode.StartTagAndEndTag;
        switch (Of)
        {
            case null or { ValueKind: JsonValueKind.Undefined or JsonValueKind.Null }:
                output.None();
                break;
            case { ValueKind: JsonValueKind.Number } number:
                output.TagName = "data";
                output.Attributes.SetAttribute("value", number.GetRawText());
                SetNumber(output, Numbers.Text(number));
                break;
            case { ValueKind: JsonValueKind.String } text when string.IsNullOrWhiteSpace(text.GetString()):
                output.None("empty");
                break;
            case { ValueKind: JsonValueKind.String } text:
                output.Text("bdi", text.GetString()!);
                break;
            case { } other:
                output.Text("code", DisplayText.Json(other));
                output.Attributes.SetAttribute("dir", "ltr");
                break;
        }
    }

    // A long number is smaller and may break between its groups.
    private static void SetNumber(TagHelperOutput output, string text)
    {
        if (text.Length <= MaxLargeLength)
        {
            output.Content.SetContent(text);
            return;
        }

        output.Attributes.SetAttribute("class", "long");
        var separator = CultureInfo.CurrentCulture.NumberFormat.NumberGroupSeparator;
        foreach (var group in text.Split(separator))
        {
            if (!output.Content.IsEmptyOrWhiteSpace)
                output.Content.Append(separator).AppendHtml("<wbr>");
            output.Content.Append(group);
        }
    }
}
