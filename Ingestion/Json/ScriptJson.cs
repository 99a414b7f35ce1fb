using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace Telemetry.Ingestion.Json;

/// <summary>
/// JSON as shell scripts write it. A body that does not parse is parsed once more with its strings repaired (<see cref="JsonRepair"/>).
/// </summary>
internal static class ScriptJson
{
    // Deeper values are not read: the steps of an imported run are at depth 3.
    private const int MaxReadDepth = 16;

    // A body of the maximal length nests at most this deep: fields that are not read may contain anything.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 256 * 1024 };

    /// <summary>
    /// Parses a whole body; the result does not refer to its bytes. Every string of the result can be read: none has half of a surrogate
    /// pair. The error is empty if there is none; it contains no text of the body.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> body, out JsonElement json, out string error)
    {
        if (AreStringsSound(body) && TryParseAsIs(body, out json, out error))
            return true;

        // Positions in the repaired body differ from those in the client's, so they are not reported.
        var repaired = JsonRepair.RepairStrings(body);
        if (TryParseAsIs(repaired, out json, out error))
            return true;

        if (!repaired.SequenceEqual(body))
            error = "not JSON, even with its strings repaired";
        return false;
    }

    // The parser checks neither UTF-8 nor surrogate pairs until a string is read.
    private static bool AreStringsSound(ReadOnlySpan<byte> body) =>
        Utf8.IsValid(body) && body.IndexOf("\\ud"u8) < 0 && body.IndexOf("\\uD"u8) < 0;

    private static bool TryParseAsIs(ReadOnlySpan<byte> body, out JsonElement json, out string error)
    {
        json = default;
        if (body.IsEmpty)
        {
            error = "the body is empty";
            return false;
        }

        try
        {
            json = JsonElement.Parse(Flatten(body));
            error = "";
            return true;
        }
        catch (JsonException e)
        {
            error = $"not JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}";
            return false;
        }
    }

    // Empties the arrays and objects at MaxReadDepth. JsonElement takes quadratic time for nested arrays: seconds for 60,000 levels.
    private static ReadOnlySpan<byte> Flatten(ReadOnlySpan<byte> body)
    {
        var flat = new ArrayBufferWriter<byte>(body.Length);
        var reader = new Utf8JsonReader(body, Options);
        var copied = 0;
        while (reader.Read())
        {
            if (reader.CurrentDepth < MaxReadDepth || reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
                continue;

            flat.Write(body[copied..(int)reader.BytesConsumed]);
            reader.Skip();
            copied = (int)reader.TokenStartIndex;
        }

        flat.Write(body[copied..]);
        return flat.WrittenSpan;
    }
}
