namespace Telemetry.Ingestion.Http;

/// <summary>
/// Marks endpoints whose clients expect every refusal as JSON (<see cref="Answer"/> with status "error"), also those that come from a
/// deadline or an exception.
/// </summary>
public sealed class JsonRefusals
{
    /// <summary>The mark, for <c>WithMetadata</c>.</summary>
    public static JsonRefusals Mark { get; } = new();
}
