namespace Telemetry.Ingestion.Masking;

/// <summary>E-mail addresses; also <c>user@host.example</c> of ssh and git. Names of packages and of systemd's units stay.</summary>
internal static class EmailAddresses
{
    private const string Placeholder = "<email>";
    private const int LeastTopLevel = 2;

    private static readonly string[] Units =
        ["service", "socket", "target", "timer", "mount", "automount", "slice", "scope", "device", "path", "swap"];

    public static string Mask(string text)
    {
        var result = new Rewriter(text);
        for (var at = text.IndexOf('@', StringComparison.Ordinal); at >= 0; at = text.IndexOf('@', at))
        {
            var start = at;
            while (start > result.Done && IsLocal(text[start - 1]))
                start--;
            var end = at + 1;
            while (end < text.Length && IsDomain(text[end]))
                end++;

            var domain = text.AsSpan(at + 1, end - at - 1).TrimEnd(".-");
            if (start < at && IsHost(domain))
                result.Replace(start, at + 1 + domain.Length, Placeholder);
            at = end;
        }

        return result.ToString();
    }

    private static bool IsHost(ReadOnlySpan<char> domain)
    {
        var dot = domain.LastIndexOf('.');
        if (dot <= 0 || char.IsAsciiDigit(domain[0]) && domain[..dot].IndexOfAnyExceptInRange('.', '9') < 0)
            return false;

        var last = domain[(dot + 1)..];
        if (last.Length < LeastTopLevel || last.StartsWith("xn--", StringComparison.Ordinal))
            return last.Length >= LeastTopLevel;
        foreach (var character in last)
        {
            if (!char.IsLetter(character))
                return false;
        }

        return !Units.Contains(last.ToString(), StringComparer.Ordinal);
    }

    private static bool IsLocal(char character) => char.IsLetterOrDigit(character) || "._%+'-".Contains(character, StringComparison.Ordinal);

    private static bool IsDomain(char character) => char.IsLetterOrDigit(character) || character is '.' or '-';
}
