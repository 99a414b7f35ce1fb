namespace Telemetry.Ingestion.Masking;

/// <summary>E-mail addresses; also <c>user@host.example</c> of ssh and git. Names of packages and of systemd's units stay.</summary>
internal static class EmailAddresses
{
    private const string Placeholder = "<email>";
    private const int MinTopLevel = 2;

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

            var domain = HostLength(text.AsSpan(at + 1, end - at - 1));
            if (start < at && domain > 0)
                result.Replace(start, at + 1 + domain, Placeholder);
            at = end;
        }

        return result.ToString();
    }

    // The length up to the letters at the begin of the last label; 0 without a host name.
    private static int HostLength(ReadOnlySpan<char> domain)
    {
        domain = domain.TrimEnd(".-");
        var dot = domain.LastIndexOf('.');
        if (dot <= 0 || IsVersion(domain))
            return 0;

        var last = domain[(dot + 1)..];
        if (last.StartsWith("xn--", StringComparison.Ordinal))
            return domain.Length;

        var letters = 0;
        while (letters < last.Length && char.IsLetter(last[letters]))
            letters++;
        return letters >= MinTopLevel && !Units.Contains(last.ToString(), StringComparer.Ordinal) ? dot + 1 + letters : 0;
    }

    // lodash@4.17.21-rc.next
    private static bool IsVersion(ReadOnlySpan<char> domain)
    {
        var number = domain.IndexOfAnyExceptInRange('0', '9');
        return number > 0 && domain[number] == '.' && char.IsAsciiDigit(domain[number + 1]);
    }

    private static bool IsLocal(char character) =>
        char.IsLetterOrDigit(character) || "._%+'-".Contains(character, StringComparison.Ordinal);

    private static bool IsDomain(char character) => char.IsLetterOrDigit(character) || character is '.' or '-';
}
