using System.Text.Json;
using System.Text.Unicode;

namespace Telemetry.Ingestion.Json;

/// <summary>
/// JSON as shell scripts write it. What is JSON is taken as it is, with any unknown content; what is not, gets its strings repaired
/// (<see cref="JsonRepair"/>), and nothing else.
/// </summary>
public static class ScriptJson
{
    // No deeper than the longest body can be: what nobody reads may be nested as it likes. Neither parser nor readers recurse.
    private static readonly JsonDocumentOptions Parsing = new() { MaxDepth = 256 * 1024 };

    /// <summary>Parses a body whole. Every string of the result can be read: it has no half of a surrogate pair.</summary>
    /// <param name="body">The bytes; the result does not refer to them.</param>
    /// <param name="json">The value; undefined when the body is refused.</param>
    /// <param name="fault">What is wrong, or "". It repeats nothing of the body.</param>
    public static bool TryParse(ReadOnlySpan<byte> body, out JsonElement json, out string fault)
    {
        if (IsSound(body) && TryParseAsIs(body, out json, out fault))
            return true;

        // A place in the repaired body would be none in the client's.
        var repaired = JsonRepair.RepairStrings(body);
        if (TryParseAsIs(repaired, out json, out fault))
            return true;

        if (!repaired.SequenceEqual(body))
            fault = "not JSON, even with its strings repaired";
        return false;
    }

    // The parser leaves both of these to whoever reads a string.
    private static bool IsSound(ReadOnlySpan<byte> body) =>
        Utf8.IsValid(body) && body.IndexOf("\\ud"u8) < 0 && body.IndexOf("\\uD"u8) < 0;

    private static bool TryParseAsIs(ReadOnlySpan<byte> body, out JsonElement json, out string fault)
    {
        json = default;
        if (body.IsEmpty)
        {
            fault = "the body is empty";
            return false;
        }

        try
        {
            json = JsonElement.Parse(body, Parsing);
            fault = "";
            return true;
        }
        catch (JsonException e)
        {
            fault = $"not JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}";
            return false;
        }
    }
}
