using System.Globalization;
using System.Text.Encodings.Web;

namespace Telemetry.Notifications.AlertTexts;

/// <summary>A piece of HTML. Interpolated values are encoded, unless they are pieces of HTML.</summary>
internal sealed record Markup
{
    private readonly string _html;

    private Markup(string html) => _html = html;

    public static Markup Empty { get; } = new("");

    public static Markup Of(FormattableString html) =>
        new(string.Format(CultureInfo.InvariantCulture, html.Format, [.. html.GetArguments().Select(Encode)]));

    public override string ToString() => _html;

    private static string Encode(object? value) => value switch
    {
        Markup piece => piece._html,
        IEnumerable<Markup> pieces => string.Concat(pieces.Select(piece => piece._html)),
        _ => HtmlEncoder.Default.Encode(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };
}
