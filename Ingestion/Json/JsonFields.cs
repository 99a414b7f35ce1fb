namespace Telemetry.Ingestion.Json;

/// <summary>A reader of the fields of a JSON object, which remembers the first validation error.</summary>
internal abstract class JsonFields
{
    /// <summary>The first error, which begins with the field's name; null without one.</summary>
    public string? Error { get; private set; }

    public void AddError(string name, string message) => Error ??= $"{name}: {message}";

    protected T Invalid<T>(string name, string message, T fallback)
    {
        AddError(name, message);
        return fallback;
    }
}
