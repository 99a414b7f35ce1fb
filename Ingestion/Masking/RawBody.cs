using System.Globalization;
using System.Text;

namespace Telemetry.Ingestion.Masking;

internal static class RawBody
{
    /// <summary>
    /// A body that is not JSON, as readable text. Bytes that are not UTF-8 are replaced, and JSON's escapes resolved: otherwise a mask
    /// would miss the address in <c>"\n10.0.0.5"</c>, which begins behind the n. Escaped quotes and backslashes stay, so that the end of a
    /// string can be found.
    /// </summary>
    public static string ToText(ReadOnlySpan<byte> body)
    {
        var raw = Encoding.UTF8.GetString(body);
        var text = new StringBuilder(raw.Length);
        for (var at = 0; at < raw.Length; at++)
        {
            if (raw[at] != '\\' || at + 1 == raw.Length)
            {
                text.Append(raw[at]);
                continue;
            }

            var (character, length) = Resolve(raw.AsSpan(at));
            text.Append(character);
            at += length - 1;
        }

        return PlainText.Lines(text.ToString());
    }

    private static (string Text, int Length) Resolve(ReadOnlySpan<char> escape) => escape[1] switch
    {
        'n' => ("\n", 2),
        'r' => ("\r", 2),
        't' => ("\t", 2),
        'b' or 'f' => (" ", 2),
        '/' => ("/", 2),
        '"' => ("\\\"", 2),
        '\\' => (@"\\", 2),
        'u' when escape.Length >= 6
            && ushort.TryParse(escape[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            && !char.IsSurrogate((char)unit) => (((char)unit).ToString(), 6),
        _ => ("\\", 1),
    };
}
