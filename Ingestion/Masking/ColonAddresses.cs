using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Telemetry.Ingestion.Masking;

/// <summary>IPv6 and MAC addresses. Times, C++ names and <c>file:line:column</c> have colons too, and stay.</summary>
internal static class ColonAddresses
{
    private const string Placeholder = "<ip>";
    private const string MacPlaceholder = "<mac>";
    private const int MinColons = 2;
    private const int MaxLength = 128;
    private const int MacLength = 17;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdefABCDEF");

    private static readonly Regex HyphenMac = new(
        @"\b[0-9A-Fa-f]{2}(-[0-9A-Fa-f]{2}){5}\b",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant);

    public static string Mask(string text)
    {
        var result = new Rewriter(text);
        for (var at = 0; at < text.Length; at++)
        {
            if (!IsPart(text[at]))
                continue;

            // In a text that is escaped twice, the n of \n is no part of an address.
            var start = at > 0 && text[at - 1] == '\\' ? at + 1 : at;
            while (at < text.Length && IsPart(text[at]))
                at++;
            if (start < at)
                MaskWord(text, start, at, result);
        }

        return HyphenMac.Replace(result.ToString(), MacPlaceholder);
    }

    private static void MaskWord(string text, int start, int end, Rewriter result)
    {
        if (text.AsSpan(start, end - start).Count(':') < MinColons)
            return;

        // lladdr:00:11:22:33:44:55, addr:fe80::1 - but not std::string.
        while (text.AsSpan(start, end - start).IndexOf(':') is var length and > 0 && !IsGroup(text.AsSpan(start, length)))
        {
            start += length + 1;
            if (start == end || text[start] == ':')
                return;
        }

        var word = text.AsSpan(start, end - start);
        var zone = word.IndexOf('%');
        var address = (zone < 0 ? word : word[..zone]).TrimEnd('.');
        if (address.EndsWith(':') && !address.EndsWith("::", StringComparison.Ordinal))
            address = address[..^1];
        var masked = zone == address.Length ? word.TrimEnd(".:").Length : address.Length;

        if (IsMac(address))
            result.Replace(start, start + MacLength, MacPlaceholder);
        else if (IsIpv6(address))
            result.Replace(start, start + masked, Placeholder);
    }

    private static bool IsGroup(ReadOnlySpan<char> label) => label.Length <= 4 && !label.ContainsAnyExcept(Hex);

    private static bool IsMac(ReadOnlySpan<char> address)
    {
        if (address.Length != MacLength)
            return false;

        for (var i = 0; i < MacLength; i++)
        {
            if (i % 3 == 2 ? address[i] != ':' : !char.IsAsciiHexDigit(address[i]))
                return false;
        }

        return true;
    }

    private static bool IsIpv6(ReadOnlySpan<char> address)
    {
        if (address.Length > MaxLength || !IPAddress.TryParse(address, out var parsed)
            || parsed.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return false;
        }

        // Slices (1::2, ::-1) and names (ab::cd) have the form of addresses, but no such address is in use.
        var groups = address.Length - address.Count(':') == 0
            ? 0
            : address.ToString().Split(':', StringSplitOptions.RemoveEmptyEntries).Length;
        var hasLetter = address.ContainsAnyInRange('a', 'f') || address.ContainsAnyInRange('A', 'F');
        var hasDigit = address.ContainsAnyInRange('0', '9');
        return groups > 2 || (hasDigit && hasLetter) || address.Contains('.') || parsed.Equals(IPAddress.IPv6Loopback)
            || (groups > 0 && hasDigit && address.IndexOf(':') == 4);
    }

    private static bool IsPart(char character) => char.IsLetterOrDigit(character) || character is ':' or '.' or '_' or '%';
}
