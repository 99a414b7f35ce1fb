using System.Text.Json;
using System.Text.Unicode;

namespace Telemetry.Ingestion.Json;

/// <summary>
/// JSON that means the same to every reader: no duplicate keys, no half characters, no NUL, no number that a double or PostgreSQL cannot
/// hold, and bounds on depth and number of keys.
/// </summary>
public static class StrictJson
{
    private const int MostDepth = 16;
    private const int MostKeys = 256;

    // A double written out in full has at most 309 digits before the point and some 340 behind it; PostgreSQL's numeric, which jsonb
    // uses, ends at 16,383 behind it, and 0e-99999 is beyond that as well.
    private const int MostNumberLength = 400;
    private const int MostExponentDigits = 3;

    private static readonly JsonReaderOptions Reading = new() { MaxDepth = MostDepth + 1 };
    private static readonly JsonDocumentOptions Building = new() { MaxDepth = MostDepth, AllowDuplicateProperties = false };

    /// <summary>Parses a body whole.</summary>
    /// <param name="body">The bytes; the result does not refer to them.</param>
    /// <param name="json">The value; undefined when the body is refused.</param>
    /// <param name="fault">What is wrong, or "". It repeats nothing of the body.</param>
    public static bool TryParse(ReadOnlySpan<byte> body, out JsonElement json, out string fault)
    {
        fault = Fault(body);
        json = fault.Length == 0 ? JsonElement.Parse(body, Building) : default;
        return fault.Length == 0;
    }

    private static string Fault(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
            return "body: is empty";
        if (!Utf8.IsValid(body))
            return "body: is not UTF-8";
        if (body.StartsWith("\uFEFF"u8))
            return "body: begins with a byte order mark";

        var reader = new Utf8JsonReader(body, Reading);
        try
        {
            return Fault(ref reader);
        }
        catch (JsonException e)
        {
            return IsComplete(ref reader)
                ? $"body: has data after the JSON value (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1})"
                : $"body: is not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1})";
        }
    }

    private static string Fault(ref Utf8JsonReader reader)
    {
        var objects = new Stack<HashSet<string>>();
        var keys = 0;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray when reader.CurrentDepth == MostDepth:
                    return $"body: is nested deeper than {MostDepth} levels";
                case JsonTokenType.StartObject:
                    objects.Push([]);
                    break;
                case JsonTokenType.EndObject:
                    objects.Pop();
                    break;
                case JsonTokenType.PropertyName when ++keys > MostKeys:
                    return $"body: has more than {MostKeys} keys";
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

    // Only an escape can bring in either of them: the raw forms are not UTF-8, or not JSON.
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
        if (text.Length > MostNumberLength || !reader.TryGetDouble(out var number) || !double.IsFinite(number))
            return false;

        var exponent = text.IndexOfAny((byte)'e', (byte)'E');
        if (exponent >= 0 && text[(exponent + 1)..].TrimStart("+-"u8).Length > MostExponentDigits)
            return false;

        // Not zero, but nearer to it than any double: a cast from numeric to double fails in PostgreSQL.
        var digits = exponent >= 0 ? text[..exponent] : text;
        return number != 0 || digits.IndexOfAnyInRange((byte)'1', (byte)'9') < 0;
    }

    private static string At(ref Utf8JsonReader reader, string fault) => $"body: {fault} (byte {reader.TokenStartIndex + 1})";
}
