using System.Text.Json;
using System.Text.Unicode;

namespace Telemetry.Ingestion.Json;

/// <summary>
/// JSON as shell scripts write it. A body that does not parse is parsed once more with its strings repaired (<see cref="JsonRepair"/>).
/// </summary>
internal static class ScriptJson
{
    // As deep as the longest body can nest: fields that are not read may hold anything. Neither the parser nor the readers recurse.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 256 * 1024 };

    /// <summary>Parses a whole body. Every string of the result can be read: none has half of a surrogate pair.</summary>
    /// <param name="body">The bytes; the result does not refer to them.</param>
    /// <param name="json">The value; undefined with an error.</param>
    /// <param name="error">"" without one. It repeats nothing of the body.</param>
    public static bool TryParse(ReadOnlySpan<byte> body, out JsonElement json, out string error)
    {
        if (AreStringsSound(body) && TryParseAsIs(body, out json, out error))
            return true;

        // A position in the repaired body would be wrong in the client's.
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
            json = JsonElement.Parse(body, Options);
            error = "";
            return true;
        }
        catch (JsonException e)
        {
            error = $"not JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}";
            return false;
        }
    }
}
