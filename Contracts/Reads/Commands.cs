namespace Telemetry.Contracts.Reads;

/// <summary>The answer to a command.</summary>
/// <param name="Status">ok</param>
/// <param name="Message">A sentence.</param>
public sealed record CommandResult(string Status, string Message);

/// <summary>The same with the stars that GitHub counted.</summary>
public sealed record StarsResult(string Status, string Message, int Stars);
