namespace Telemetry.Contracts.Reads;

/// <summary>A report in quarantine.</summary>
/// <param name="Id">Its number.</param>
/// <param name="QuarantinedAt">When it was put there.</param>
/// <param name="ReceivedAt">When it was received.</param>
/// <param name="Kind">instance, snapshot, run, start or refused.</param>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="Body">Masked; "" where it was not kept.</param>
/// <param name="Client">What the client calls itself, or "".</param>
public sealed record QuarantinedReport(
    long Id, DateTime QuarantinedAt, DateTime ReceivedAt, string Kind, string Reason, string Body, string Client);

/// <summary>Reports of a kind, a reason (numbers in it are #) and a client.</summary>
public sealed record QuarantineReason(string Kind, string Reason, string Client, long Count, DateTime LastAt);

/// <summary>The outcome of replays.</summary>
/// <param name="Accepted">Reports that have left the quarantine.</param>
/// <param name="Kept">Reports that stay.</param>
/// <param name="Reason">Why the last of them stays; "" if none does.</param>
public sealed record ReplayResult(int Accepted, int Kept, string Reason);

/// <param name="Dropped">Reports that are deleted.</param>
public sealed record DropResult(int Dropped);
