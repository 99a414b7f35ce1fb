using System.Buffers;

namespace Telemetry.Ingestion.Masking;

internal static class UrlHosts
{
    private const string Placeholder = "<host>";
    private const string Separator = "://";
    private const int MaxCredentials = 256;

    private static readonly SearchValues<char> AuthorityEnd = SearchValues.Create("/?# \t\n\"'`<>\\)|,;");
    private static readonly SearchValues<char> UrlEnd = SearchValues.Create(" \t\n\"'`<>\\");

    public static string Mask(string text)
    {
        var result = new Rewriter(text);
        var at = 0;
        while ((at = text.IndexOf(Separator, at, StringComparison.Ordinal)) >= 0)
        {
            var start = at + Separator.Length;
            var length = AuthorityLength(text.AsSpan(start));
            if (length > 0 && at > 0 && char.IsAsciiLetterOrDigit(text[at - 1]))
                result.Replace(start, start + length, Placeholder);
            at = start + length;
        }

        return result.ToString();
    }

    private static int AuthorityLength(ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAny(AuthorityEnd);
        var authority = end < 0 ? rest : rest[..end];

        // Not a port, but a password with one of the characters that end an authority.
        var colon = authority.LastIndexOf(':');
        if (end >= 0 && colon > 0 && !authority.Contains('@') && !authority.Contains('[') && !IsPort(authority[(colon + 1)..]))
        {
            var near = rest[..Math.Min(rest.Length, MaxCredentials)];
            var urlEnd = near.IndexOfAny(UrlEnd);
            var host = (urlEnd < 0 ? near : near[..urlEnd]).LastIndexOf('@');
            if (host >= 0)
            {
                var hostEnd = rest[host..].IndexOfAny(AuthorityEnd);
                authority = hostEnd < 0 ? rest : rest[..(host + hostEnd)];
            }
        }

        return authority.TrimEnd(".:!*").Length;
    }

    private static bool IsPort(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}
