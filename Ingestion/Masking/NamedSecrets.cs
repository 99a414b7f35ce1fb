using System.Buffers;

namespace Telemetry.Ingestion.Masking;

/// <summary>The values of passwords, tokens and the like: <c>name=value</c>, <c>name: value</c>, <c>--name value</c>.</summary>
internal static class NamedSecrets
{
    public const string Placeholder = "<redacted>";

    private const int MaxName = 64;

    // The ends of names. Names may continue after those of Open: password_hash, secretKey.
    private static readonly string[] Open = ["password", "passwd", "passphrase", "secret", "api_key", "api-key", "apikey", "credential"];
    private static readonly string[] Closed =
        ["token", "pwd", "pass", "access_key", "access-key", "accesskey", "private_key", "private-key", "privatekey", "app_key", "auth_key",
         "encryption_key", "signing_key", "access_key_id", "authkey"];

    // Names whose values have several words.
    private static readonly string[] Headers = ["authorization", "cookie"];

    private static readonly SearchValues<string> Names =
        SearchValues.Create([.. Open, .. Closed, .. Headers], StringComparison.OrdinalIgnoreCase);
    private static readonly SearchValues<char> LineEnd = SearchValues.Create("\n\"'`");

    // Words after a name that are no secret, as in MySQL's "(using password: YES)".
    private static readonly string[] Harmless = ["yes", "no", "true", "false", "null", "none", "empty", "required", "invalid", "incorrect"];

    public static string Mask(string text)
    {
        var result = new Rewriter(text);
        var at = 0;
        while (text.AsSpan(at).IndexOfAny(Names) is var next and >= 0)
        {
            var start = at + next;
            at = MaskAt(text, start, result);
        }

        return result.ToString();
    }

    // Returns the position to continue at.
    private static int MaskAt(string text, int start, Rewriter result)
    {
        var isHeader = Find(Headers, text, start) > 0;
        var open = Find(Open, text, start);
        var length = Math.Max(open, Math.Max(Find(Closed, text, start), Find(Headers, text, start)));
        var end = start + length;
        if (open == length)
        {
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or '-'))
                end++;
        }
        else if (!IsWholeName(text, start, end))
        {
            return end;
        }

        if (ValueStart(text, start, end) is not { } value)
            return end;

        var valueEnd = isHeader ? Until(text, value, LineEnd) : ValueEnd(text, ref value);
        if (valueEnd <= value || IsHarmless(text, start, value, valueEnd))
            return Math.Max(end, valueEnd);

        result.Replace(value, valueEnd, Placeholder);
        return valueEnd;
    }

    private static int Find(string[] names, string text, int start)
    {
        var longest = 0;
        foreach (var name in names)
        {
            if (name.Length > longest && text.AsSpan(start).StartsWith(name, StringComparison.OrdinalIgnoreCase))
                longest = name.Length;
        }

        return longest;
    }

    // False for compass and tokenizer.
    private static bool IsWholeName(string text, int start, int end)
    {
        var isShort = end - start <= "pass".Length;
        return (!isShort || start == 0 || !char.IsAsciiLetter(text[start - 1]))
            && (end == text.Length || !(char.IsAsciiLetter(text[end]) || text[end] is '_' or '-'));
    }

    private static int? ValueStart(string text, int start, int end)
    {
        // The name may be in quotes: "password": "...", ['password'] => '...', \"password\":\"...\".
        var at = end;
        while (at < text.Length && text[at] is '\\' or '"' or '\'' or '`' or ']')
            at++;
        var separator = SkipSpaces(text, at);
        if (separator == text.Length)
            return null;

        if (text[separator] is '=' or '>' || (text[separator] == ':' && !text.AsSpan(separator).StartsWith("::", StringComparison.Ordinal)))
        {
            while (separator < text.Length && text[separator] is '=' or ':' or '>' or ' ' or '\t')
                separator++;
            return separator;
        }

        return separator > end && at == end && IsOption(text, start) ? separator : null;
    }

    // --db-password hunter2
    private static bool IsOption(string text, int start)
    {
        var first = start;
        while (first > 0 && start - first < MaxName && (char.IsAsciiLetterOrDigit(text[first - 1]) || text[first - 1] is '-' or '_'))
            first--;
        return text.AsSpan(first).StartsWith("--", StringComparison.Ordinal);
    }

    // In quotes: up to the closing quote, or to the end of the line without one. Otherwise up to white space or a closing quote.
    private static int ValueEnd(string text, ref int value)
    {
        var quote = value;
        while (quote < text.Length && text[quote] == '\\')
            quote++;
        if (quote < text.Length && text[quote] is '"' or '\'' or '`')
        {
            value = quote + 1;
            return ClosingQuote(text, value, text[quote], isEscaped: quote > 0 && text[quote - 1] == '\\');
        }

        for (var at = value; at < text.Length; at++)
        {
            if (char.IsWhiteSpace(text[at]) || (text[at] == '<' && at > value) || (text[at] is '"' or '\'' && IsClosing(text, at)))
                return at;
        }

        return text.Length;
    }

    private static int ClosingQuote(string text, int from, char quote, bool isEscaped)
    {
        for (var at = from; at < text.Length && text[at] != '\n'; at++)
        {
            if (text[at] == quote)
                return isEscaped && text[at - 1] == '\\' ? at - 1 : at;
            if (text[at] == '\\' && !isEscaped)
                at++;
        }

        return Until(text, from, SearchValues.Create("\n"));
    }

    private static bool IsClosing(string text, int quote) =>
        quote + 1 == text.Length || text[quote + 1] is ',' or '}' or ']' or ')' or ':' or ';' || char.IsWhiteSpace(text[quote + 1]);

    private static bool IsHarmless(string text, int start, int value, int valueEnd)
    {
        var word = text.AsSpan(value, valueEnd - value).Trim(".,;:)]}\"'").ToString();

        // PWD=/root is a shell's directory.
        return word.Length == 0 || word[0] == '/' && text.AsSpan(start).StartsWith("pwd", StringComparison.OrdinalIgnoreCase)
            || Harmless.Contains(word, StringComparer.OrdinalIgnoreCase);
    }

    private static int SkipSpaces(string text, int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t')
            at++;
        return at;
    }

    private static int Until(string text, int from, SearchValues<char> ends)
    {
        var length = text.AsSpan(from).IndexOfAny(ends);
        return length < 0 ? text.Length : from + length;
    }
}
