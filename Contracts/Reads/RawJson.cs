using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telemetry.Contracts.Reads;

/// <summary>JSON that the database has built. It is passed on unread, so that its numbers keep all their digits.</summary>
/// <param name="Text">The JSON of a <typeparamref name="T"/>.</param>
[JsonConverter(typeof(RawJsonConverter))]
public sealed record RawJson<T>(string Text) : IRawJson
{
    public T? Read() => JsonSerializer.Deserialize<T>(Text);
}

/// <summary><see cref="RawJson{T}"/> of any type.</summary>
public interface IRawJson
{
    string Text { get; }
}

internal sealed class RawJsonConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(RawJson<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Converter<T> : JsonConverter<RawJson<T>>
    {
        public override RawJson<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(JsonElement.ParseValue(ref reader).GetRawText());

        public override void Write(Utf8JsonWriter writer, RawJson<T> value, JsonSerializerOptions options) =>
            writer.WriteRawValue(CompactJson.Of(Encoding.UTF8.GetBytes(value.Text)), skipInputValidation: true);
    }
}
