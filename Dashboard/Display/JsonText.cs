using System.Text.Encodings.Web;
using System.Text.Json;

namespace Telemetry.Dashboard.Display;

/// <summary>JSON as people read it. The view encodes it for HTML; it is not safe to be written as it is.</summary>
public static class JsonText
{
    // Names in any script stay readable.
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Readable = new(Compact) { WriteIndented = true };

    /// <summary>On one line.</summary>
    public static string Line(JsonElement json) => JsonSerializer.Serialize(json, Compact);

    /// <summary>A line per member.</summary>
    public static string Indented<T>(T value) => JsonSerializer.Serialize(value, Readable);
}
