using System.Text.Json;
using System.Text.Unicode;

namespace Telemetry.Ingestion.Json;

/// <summary>
/// JSON that every parser reads alike: no duplicate keys, no half surrogate pairs, no NUL, no number beyond a double or PostgreSQL's
/// numeric, and bounded depth and number of keys.
/// </summary>
internal static class StrictJson
{
    private const int MaxDepth = 16;
    private const int MaxKeys = 256;

    // A double has at most 309 digits before the point and some 340 behind it. PostgreSQL's numeric, which jsonb uses, has at most 16,383
    // behind it, too few for 0e-99999.
    private const int MaxNumberLength = 400;
    private const int MaxExponentDigits = 3;

    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = MaxDepth + 1 };
    private static readonly JsonDocumentOptions ParserOptions = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>
    /// Parses a whole body; the result does not refer to its bytes. The error is empty if there is none; it contains no text of the body.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> body, out JsonElement json, out string error)
    {
        error = ErrorOf(body);
        json = error.Length == 0 ? JsonElement.Parse(body, ParserOptions) : default;
        return error.Length == 0;
    }

    private static string ErrorOf(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
            return "body: is empty";
        if (!Utf8.IsValid(body))
            return "body: is not UTF-8";
        if (body.StartsWith("\uFEFF"u8))
            return "body: begins with a byte order mark";

        var reader = new Utf8JsonReader(body, ReaderOptions);
        try
        {
            return ErrorOf(ref reader);
        }
        catch (JsonException e)
        {
            return IsComplete(ref reader)
                ? $"body: has data after the JSON value (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1})"
                : $"body: is not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1})";
        }
    }

    private static string ErrorOf(ref Utf8JsonReader reader)
    {
        var objects = new Stack<HashSet<string>>();
        var keys = 0;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray when reader.CurrentDepth == MaxDepth:
                    return $"body: is nested deeper than {MaxDepth} levels";
                case JsonTokenType.StartObject:
                    objects.Push([]);
                    break;
                case JsonTokenType.EndObject:
                    objects.Pop();
                    break;
                case JsonTokenType.PropertyName when ++keys > MaxKeys:
                    return $"body: has more than {MaxKeys} keys";
                case JsonTokenType.PropertyName or JsonTokenType.String when !IsWhole(ref reader):
                    return At(ref reader, "a string has a NUL or half a surrogate pair");
                case JsonTokenType.PropertyName when !objects.Peek().Add(reader.GetString()!):
                    return At(ref reader, "a key occurs twice in one object");
                case JsonTokenType.Number when !IsSane(ref reader):
                    return At(ref reader, "a number is out of range or too long");
            }
        }

        return "";
    }

    private static bool IsComplete(ref Utf8JsonReader reader) =>
        reader.CurrentDepth == 0 && reader.TokenType is not (JsonTokenType.None or JsonTokenType.StartObject or JsonTokenType.StartArray);

    // Only escapes can contain a NUL or half a pair: their raw forms are not UTF-8, or not JSON.
    private static bool IsWhole(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
            return true;

        try
        {
            return !reader.GetString()!.Contains('\0');
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsSane(ref Utf8JsonReader reader)
    {
        var text = reader.ValueSpan;
        if (text.Length > MaxNumberLength || !reader.TryGetDouble(out var number) || !double.IsFinite(number))
            return false;

        var exponent = text.IndexOfAny((byte)'e', (byte)'E');
        if (exponent >= 0 && text[(exponent + 1)..].TrimStart("+-"u8).Length > MaxExponentDigits)
            return false;

        // A number that is not zero but rounds to it: PostgreSQL cannot cast it from numeric to double.
        var digits = exponent >= 0 ? text[..exponent] : text;
        return number != 0 || digits.IndexOfAnyInRange((byte)'1', (byte)'9') < 0;
    }

    private static string At(ref Utf8JsonReader reader, string error) => $"body: {error} (byte {reader.TokenStartIndex + 1})";
}
