namespace Telemetry.Contracts.Reads;

/// <summary>The result of a command; the status is "ok", the message a sentence.</summary>
public sealed record CommandResult(string Status, string Message);

/// <summary>The same with the stars that GitHub returned.</summary>
public sealed record StarsResult(string Status, string Message, int Stars);
