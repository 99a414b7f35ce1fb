namespace Telemetry.Ingestion.Masking;

/// <summary>Decides by the text directly before and behind four numbers whether they are a version.</summary>
internal static class VersionContext
{
    private const int MaxSpaces = 4;
    private const int MaxWord = 16;

    // Before: "version: 1.2.3.4", "libfoo amd64 1.2.3.4".
    private static readonly string[] Words =
        ["version", "versions", "ver", "release", "build", "revision", "amd64", "arm64", "armhf", "i386"];

    // Before: "releases/download/1.2.3.4/".
    private static readonly string[] Directories =
        ["releases", "release", "download", "downloads", "version", "versions", "tag", "tags", "archive"];

    // Before: "foo>=1.2.3.4", "(= 1.2.3.4)".
    private static readonly string[] Operators = ["==", ">=", "<=", "!=", "~=", "~>", "(="];

    // Behind: "1.2.3.4-rc1".
    private static readonly string[] Suffixes =
        ["alpha", "beta", "rc", "dev", "pre", "post", "snapshot", "ubuntu", "debian", "deb", "bpo", "build", "git", "el", "fc", "alpine",
         "slim"];

    // Behind: "1.2.3.4.tar.gz".
    private static readonly string[] Extensions =
        ["tar", "tgz", "zip", "deb", "rpm", "jar", "whl", "apk", "gz", "xz", "exe", "AppImage", "so"];

    public static bool IsVersion(string text, int start, int end, PackageLines line) =>
        !IsPort(text, end) && (IsVersionBefore(text, start) || IsVersionBehind(text, end) || line.Contains(start));

    private static bool IsVersionBefore(string text, int start)
    {
        if (start == 0)
            return false;

        var before = text[start - 1];
        var further = start > 1 ? text[start - 2] : ' ';
        return before switch
        {
            '_' or '+' or '~' or '^' => true,
            '-' or '.' => char.IsLetterOrDigit(further) || further == '_',
            ':' => IsEpoch(text, start),
            '/' => IsOneOf(Directories, WordBefore(text, start - 1)),
            _ when char.IsLetter(before) => !IsEscape(text, start),
            _ => IsCompared(text, start) || IsOneOf(Words, WordBefore(text, SkipBack(text, start))),
        };
    }

    private static bool IsVersionBehind(string text, int end)
    {
        var behind = text.AsSpan(end);
        if (behind.Length < 2)
            return behind.Length == 1 && char.IsLetter(behind[0]);

        return behind[0] switch
        {
            '_' => true,
            '+' or '~' => char.IsLetterOrDigit(behind[1]),
            '.' => BeginsWithOneOf(Extensions, behind[1..]),
            '-' when char.IsAsciiDigit(behind[1]) => !IsAddressAt(text, end + 1),
            '-' => BeginsWithOneOf(Suffixes, behind[1..]),
            _ => char.IsLetter(behind[0]),
        };
    }

    private static bool IsPort(string text, int end) => end + 1 < text.Length && text[end] == ':' && char.IsAsciiDigit(text[end + 1]);

    // A range: 10.0.0.1-10.0.0.9.
    private static bool IsAddressAt(string text, int start) =>
        Ipv4Addresses.TryReadOctets(text.AsSpan(start, Ipv4Addresses.NumbersEnd(text, start) - start), out _, out _);

    // Debian's 1:2.3.4.5.
    private static bool IsEpoch(string text, int start)
    {
        var first = start - 1;
        while (first > 0 && start - first <= 3 && char.IsAsciiDigit(text[first - 1]))
            first--;
        var digits = start - 1 - first;
        return digits is 1 or 2
            && (first == 0 || !(char.IsLetterOrDigit(text[first - 1]) || text[first - 1] is ':' or '.' or '-' or '_'));
    }

    // The n of \n, or the m that ends the colour \e[31m.
    private static bool IsEscape(string text, int start)
    {
        if (start > 1 && text[start - 2] == '\\')
            return true;
        if (text[start - 1] != 'm')
            return false;

        var at = start - 2;
        while (at > 0 && start - at < MaxWord && (char.IsAsciiDigit(text[at]) || text[at] == ';'))
            at--;
        return at >= 0 && text[at] == '[';
    }

    private static bool IsCompared(string text, int start)
    {
        var at = start;
        while (at > 0 && start - at < MaxSpaces && text[at - 1] == ' ')
            at--;
        return at > 1 && IsOneOf(Operators, text.AsSpan(at - 2, 2));
    }

    private static int SkipBack(string text, int start)
    {
        var at = start;
        while (at > 0 && start - at < MaxSpaces && text[at - 1] is ' ' or '\t' or ':' or '=' or '"' or '\'' or '(')
            at--;
        return at;
    }

    private static ReadOnlySpan<char> WordBefore(string text, int end)
    {
        var at = end;
        while (at > 0 && end - at < MaxWord && char.IsAsciiLetterOrDigit(text[at - 1]))
            at--;
        return text.AsSpan(at, end - at);
    }

    private static bool IsOneOf(string[] words, ReadOnlySpan<char> word)
    {
        foreach (var one in words)
        {
            if (word.Equals(one, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static bool BeginsWithOneOf(string[] words, ReadOnlySpan<char> text)
    {
        foreach (var one in words)
        {
            if (text.StartsWith(one, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}

/// <summary>The lines in which a package manager names packages and versions, for growing positions in a text.</summary>
internal sealed class PackageLines(string text)
{
    private static readonly string[] Prefixes =
        ["Setting up ", "Unpacking ", "Preparing to unpack ", "Selecting previously ", "Removing ", "Purging ", "Processing triggers for "];

    private int _lineEnd = -1;
    private bool _isPackageLine;

    public bool Contains(int at)
    {
        while (at > _lineEnd && _lineEnd < text.Length)
        {
            var start = _lineEnd + 1;
            var length = text.AsSpan(start).IndexOf('\n');
            _lineEnd = length < 0 ? text.Length : start + length;
            var line = text.AsSpan(start, _lineEnd - start).TrimStart();
            _isPackageLine = false;
            foreach (var prefix in Prefixes)
                _isPackageLine |= line.StartsWith(prefix, StringComparison.Ordinal);
        }

        return _isPackageLine;
    }
}
