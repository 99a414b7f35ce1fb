using System.Text.Json;

namespace Telemetry.Import.Sources;

/// <summary>Brings telemetry-service's records, from wherever they are kept, into the form that the gateway takes.</summary>
internal static class RunRecord
{
    // The databases have 0 where nothing was told, and nothing is installed with no cores or in no time.
    private static readonly HashSet<string> NotZero = new(StringComparer.Ordinal) { "core_count", "ram_size", "disk_size", "install_duration" };

    // Of PocketBase, not of the record.
    private static readonly HashSet<string> Foreign = new(StringComparer.Ordinal) { "collectionId", "collectionName", "expand", "old_created" };

    /// <summary>From JSON.</summary>
    public static byte[] From(JsonElement record) => Write(
        [.. record.EnumerateObject().Select(property => (property.Name, property.Value))]);

    /// <summary>From columns, where everything is text and an empty one is none.</summary>
    public static byte[] From(IEnumerable<KeyValuePair<string, string>> columns) => Write(
        [.. columns.Where(column => column.Value.Length > 0).Select(column => (column.Key, Value(column.Key, column.Value)))]);

    private static byte[] Write(IReadOnlyList<(string Name, JsonElement Value)> fields)
    {
        // Records that were moved into PocketBase once before have the time of that move in created and updated.
        var moved = fields.FirstOrDefault(field => field.Name == "old_created" && TextOf(field.Value) is { Length: > 0 }).Value;
        return RecordJson.Object(writer =>
        {
            if (moved.ValueKind != JsonValueKind.Undefined)
                writer.WriteString("created", SourceTime.Normalise(TextOf(moved)!));
            foreach (var (name, value) in fields)
            {
                if (name is "created" or "updated")
                {
                    if (moved.ValueKind == JsonValueKind.Undefined)
                        WriteTime(writer, name, value);
                }
                else if (!Foreign.Contains(name) && !(NotZero.Contains(name) && IsZero(value)))
                {
                    writer.WritePropertyName(name);
                    value.WriteTo(writer);
                }
            }
        });
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, JsonElement value)
    {
        if (TextOf(value) is { } text)
            writer.WriteString(name, SourceTime.Normalise(text));
        else
            writer.WritePropertyName(name);
        if (value.ValueKind != JsonValueKind.String)
            value.WriteTo(writer);
    }

    private static string? TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool IsZero(JsonElement value) =>
        (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number == 0) || TextOf(value) == "0";

    private static JsonElement Value(string name, string text) => name == "has_arm"
        ? JsonSerializer.SerializeToElement(text is "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase))
        : JsonSerializer.SerializeToElement(text);
}
