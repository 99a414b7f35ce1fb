using System.Buffers;

namespace Telemetry.Ingestion.Masking;

/// <summary>Private keys in PEM or PGP blocks, also in a log that begins or ends within one.</summary>
internal static class PrivateKeys
{
    private const string Placeholder = "<private key>";
    private const string Begin = "-----BEGIN ";
    private const string End = "-----END ";
    private const string Dashes = "-----";
    private const int MaxLabel = 64;
    private const int MinLine = 40;

    private static readonly SearchValues<char> Base64 =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    public static string Mask(string text)
    {
        var result = new Rewriter(text);
        for (var at = text.IndexOf(Dashes, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Dashes, at, StringComparison.Ordinal))
        {
            var rest = text.AsSpan(at);
            var begins = rest.StartsWith(Begin, StringComparison.Ordinal);
            if (!begins && !rest.StartsWith(End, StringComparison.Ordinal) || LabelEnd(text, at) is not { } labelEnd)
            {
                at++;
                continue;
            }

            var start = begins ? at : StartOfLines(text, at, result.Done);
            var end = begins ? BlockEnd(text, labelEnd) : labelEnd;
            result.Replace(start, end, Placeholder);
            at = end;
        }

        return result.ToString();
    }

    // The position behind the dashes that close the line of a private key; null for another label.
    private static int? LabelEnd(string text, int start)
    {
        var label = text.AsSpan(start + Dashes.Length, Math.Min(MaxLabel, text.Length - start - Dashes.Length));
        var length = label.IndexOf(Dashes, StringComparison.Ordinal);
        return length >= 0 && label[..length].Contains("PRIVATE KEY", StringComparison.Ordinal)
            ? start + Dashes.Length + length + Dashes.Length
            : null;
    }

    private static int BlockEnd(string text, int from)
    {
        var end = text.IndexOf(End, from, StringComparison.Ordinal);
        return end < 0 ? text.Length : LabelEnd(text, end) ?? end;
    }

    // The lines of base64 above an end without a begin. All of them are long, except for the last.
    private static int StartOfLines(string text, int end, int bound)
    {
        var start = end;
        for (var isLast = true; start > bound; isLast = false)
        {
            var lineEnd = text[start - 1] == '\n' ? start - 1 : start;
            var above = text.AsSpan(bound, lineEnd - bound);
            var lineStart = bound + above.LastIndexOf('\n') + 1;
            var line = text.AsSpan(lineStart, lineEnd - lineStart).Trim();
            if (line.Length < (isLast ? 1 : MinLine) || line.ContainsAnyExcept(Base64))
                break;
            start = lineStart;
        }

        return start;
    }
}
