namespace Telemetry.Ingestion.Http;

/// <summary>The body of every success that is JSON, and of every refusal that has to be.</summary>
/// <param name="Status">"ok", "success" or "error", or the instance's status after an activation.</param>
/// <param name="Message">For people.</param>
public sealed record Answer(string Status, string Message);
