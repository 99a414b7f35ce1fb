using System.Text.Json;

namespace Telemetry.Import.Sources;

/// <summary>Writes telemetry-service's records of any source in the form of the gateway.</summary>
internal static class RunRecord
{
    // The databases have 0 for a missing value of these fields: no run has no cores or takes no time.
    private static readonly HashSet<string> ZeroIsMissing =
        new(StringComparer.Ordinal) { "core_count", "ram_size", "disk_size", "install_duration" };

    private static readonly HashSet<string> PocketBaseFields =
        new(StringComparer.Ordinal) { "collectionId", "collectionName", "expand", "old_created" };

    public static byte[] From(JsonElement record) => Write(
        [.. record.EnumerateObject().Select(property => (property.Name, property.Value))]);

    /// <summary>Empty columns are missing values.</summary>
    public static byte[] From(IEnumerable<KeyValuePair<string, string>> columns) => Write(
        [.. columns.Where(column => column.Value.Length > 0).Select(column => (column.Key, Value(column.Key, column.Value)))]);

    private static byte[] Write(IReadOnlyList<(string Name, JsonElement Value)> fields)
    {
        // Records that were moved into PocketBase have the time of the move in created and updated.
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
                else if (!PocketBaseFields.Contains(name) && !(ZeroIsMissing.Contains(name) && IsZero(value)))
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
