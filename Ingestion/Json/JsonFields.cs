namespace Telemetry.Ingestion.Json;

/// <summary>Reads the fields of a JSON object and remembers the first validation error.</summary>
internal abstract class JsonFields
{
    /// <summary>Begins with the field's name; null without an error.</summary>
    public string? Error { get; private set; }

    public void AddError(string name, string message) => Error ??= $"{name}: {message}";

    protected T Invalid<T>(string name, string message, T fallback)
    {
        AddError(name, message);
        return fallback;
    }
}
