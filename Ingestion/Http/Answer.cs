namespace Telemetry.Ingestion.Http;

/// <summary>The body of every success.</summary>
/// <param name="Status">"ok", or the instance's status after an activation.</param>
/// <param name="Message">For people.</param>
public sealed record Answer(string Status, string Message);
