using System.Text.RegularExpressions;

namespace Telemetry.Notifications.Settings;

internal static partial class MailAddress
{
    // RFC 5321, 4.5.3.1.3
    private const int MaxLength = 254;

    private const string Atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    private const string Label = "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?";

    /// <summary>
    /// Whether it is an address alone, such as <c>ops@example.org</c>, in ASCII: every server accepts those, and none can hide a header.
    /// </summary>
    public static bool IsPlain(string text) => text.Length <= MaxLength && Plain().IsMatch(text);

    [GeneratedRegex(
        $@"\A{Atom}(\.{Atom})*@{Label}(\.{Label})*\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Plain();
}

internal static class WebAddress
{
    /// <summary>Accepts an absolute http or https address without user or fragment; else null.</summary>
    public static Uri? Parse(string text) =>
        !text.Any(char.IsControl)
        && Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
        && address is { UserInfo: "", Fragment: "" }
            ? address
            : null;
}
