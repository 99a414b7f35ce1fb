using System.Text.Json;

namespace Telemetry.Aggregation.Data;

/// <summary>JSON as clients see it: snake_case, UTC times with Z, and nothing instead of null where the protocol says "if set".</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        // What the database makes must be whole: a field that a query forgets is a fault and not null.
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Writes.</summary>
    public static byte[] Bytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>Reads what the database has made.</summary>
    public static T Read<T>(string json)
        where T : notnull => JsonSerializer.Deserialize<T>(json, Options)!;

    /// <summary>JSON that the database has made goes out as it is: its numbers are exact.</summary>
    public static JsonElement Element(string json) => JsonElement.Parse(json);
}
