namespace Telemetry.Ingestion.Masking;

/// <summary>
/// IPv4 addresses. A version may have the same form: it stays if the text around it shows one (<see cref="VersionContext"/>).
/// </summary>
internal static class Ipv4Addresses
{
    private const string Placeholder = "<ip>";
    private const int Octets = 4;

    public static string Mask(string text)
    {
        var result = new Rewriter(text);
        var line = new PackageLines(text);
        var addressEnd = -1;
        for (var at = 0; at < text.Length; at++)
        {
            if (!char.IsAsciiDigit(text[at]))
                continue;

            var start = at;
            at = NumbersEnd(text, start);
            if (!TryReadOctets(text.AsSpan(start, at - start), out var first, out var second))
                continue;
            if (IsNeverVersion(first, second) || (start > 0 && start == addressEnd + 1) || !VersionContext.IsVersion(text, start, at, line))
            {
                result.Replace(start, at, Placeholder);
                addressEnd = at;
            }
        }

        return result.ToString();
    }

    public static int NumbersEnd(string text, int start)
    {
        var at = start;
        while (at < text.Length && (char.IsAsciiDigit(text[at])
            || (text[at] == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]))))
        {
            at++;
        }

        return at;
    }

    /// <summary>Whether the text is four numbers from 0 to 255.</summary>
    public static bool TryReadOctets(ReadOnlySpan<char> text, out int first, out int second)
    {
        (first, second) = (0, 0);
        var count = 0;
        foreach (var range in text.Split('.'))
        {
            var octet = text[range];
            if (count == Octets || octet.Length > 3 || int.Parse(octet) is var value && value > byte.MaxValue)
                return false;

            if (count == 0)
                first = value;
            if (count == 1)
                second = value;
            count++;
        }

        return count == Octets;
    }

    // Loopback, link-local and private networks: their numbers are improbable for a version.
    private static bool IsNeverVersion(int first, int second) =>
        first == 127 || (first == 192 && second == 168) || (first == 172 && second is >= 16 and <= 31) || (first == 169 && second == 254);
}
