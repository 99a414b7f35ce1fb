using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telemetry.Dashboard.Api;

/// <summary>
/// Counts that are too small to be told to everybody: where PUBLIC_DASHBOARD opens the pages, Aggregation answers null for a number from 1 to 4,
/// and for what is computed from it. The pages never learn it either.
/// </summary>
public static class Few
{
    /// <summary>Stands for such a count.</summary>
    public const long Count = -1;

    /// <summary>How people read it.</summary>
    public const string Text = "< 5";

    /// <summary>Reads null as <see cref="Count"/> where a count is expected.</summary>
    internal sealed class CountConverter : JsonConverter<long>
    {
        public override bool HandleNull => true;

        public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? Count : reader.GetInt64();

        public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }

    /// <summary>Reads null as no number where a rate or a mean is expected.</summary>
    internal sealed class MeasureConverter : JsonConverter<double>
    {
        public override bool HandleNull => true;

        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }
}
