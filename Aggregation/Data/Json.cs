using System.Net.Mime;
using System.Text.Json;

namespace Telemetry.Aggregation.Data;

/// <summary>JSON as clients see it: snake_case, UTC times with Z, and nothing instead of null where the protocol says "if set".</summary>
internal static class Json
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        // A field that is missing in a query's JSON is an error instead of null.
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static byte[] Bytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    public static IResult Result<T>(T value) => TypedResults.Bytes(Bytes(value), MediaTypeNames.Application.Json);

    public static T Read<T>(ReadOnlySpan<byte> json)
        where T : notnull => JsonSerializer.Deserialize<T>(json, Options)!;

    /// <summary>Appends members to an object's JSON without parsing it.</summary>
    public static byte[] Append<T>(ReadOnlySpan<byte> json, T members) =>
        [.. json[..json.LastIndexOf((byte)'}')], (byte)',', .. Bytes(members).AsSpan(1)];
}
