namespace Telemetry.Dashboard.Api;

/// <summary>Reports with a reason (numbers in it are #), of one kind and one client.</summary>
/// <param name="Kind">Of the reports.</param>
/// <param name="Reason">What is wrong with them.</param>
/// <param name="Client">What the client calls itself, or "".</param>
/// <param name="Count">How many.</param>
/// <param name="LastAt">When the last one came.</param>
internal sealed record QuarantineReason(string? Kind, string? Reason, string? Client, long Count, DateTimeOffset? LastAt);

/// <summary>What became of replays.</summary>
/// <param name="Accepted">How many have left the quarantine.</param>
/// <param name="Kept">How many stay.</param>
/// <param name="Reason">Why the last of them does.</param>
internal sealed record Replayed(int Accepted, int Kept, string? Reason);

/// <summary>What a drop did.</summary>
/// <param name="Dropped">How many reports are gone.</param>
internal sealed record DroppedReports(int Dropped);

/// <summary>A report in quarantine.</summary>
/// <param name="Id">Its number.</param>
/// <param name="QuarantinedAt">Since when.</param>
/// <param name="ReceivedAt">When it came.</param>
/// <param name="Kind">instance, snapshot, run, start or refused.</param>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="Body">What came, masked; "" where it was not kept.</param>
/// <param name="Client">What the client calls itself, or "".</param>
internal sealed record Quarantined(long Id, DateTimeOffset? QuarantinedAt, DateTimeOffset? ReceivedAt, string? Kind, string? Reason, string? Body, string? Client);
