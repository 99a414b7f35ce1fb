using System.Globalization;
using System.Text.Encodings.Web;

namespace Telemetry.Notifications.Composition;

/// <summary>A piece of HTML. What is put into it is encoded, unless it is HTML itself.</summary>
internal sealed record Markup
{
    private readonly string _html;

    private Markup(string html) => _html = html;

    /// <summary>Nothing.</summary>
    public static Markup Empty { get; } = new("");

    /// <summary>An interpolated string: literals stay, holes are encoded; pieces of HTML go in as they are.</summary>
    public static Markup Of(FormattableString html) =>
        new(string.Format(CultureInfo.InvariantCulture, html.Format, [.. html.GetArguments().Select(Encode)]));

    /// <inheritdoc/>
    public override string ToString() => _html;

    private static string Encode(object? hole) => hole switch
    {
        Markup piece => piece._html,
        IEnumerable<Markup> pieces => string.Concat(pieces.Select(piece => piece._html)),
        _ => HtmlEncoder.Default.Encode(Convert.ToString(hole, CultureInfo.InvariantCulture) ?? ""),
    };
}
