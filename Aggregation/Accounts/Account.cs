namespace Telemetry.Aggregation.Accounts;

/// <summary>
/// Rule 9 at one moment, from the database: so it holds over any restart, and is the same from every process.
/// </summary>
/// <param name="Kinds">The reports of each kind.</param>
/// <param name="InFlight">Messages that wait in the broker or in this process; null: the broker does not tell.</param>
public sealed record Account(IReadOnlyList<AccountOfKind> Kinds, long? InFlight);

/// <summary>The account of one kind: accepted = stored + duplicates + quarantined, once nothing is in flight.</summary>
/// <param name="Kind">As <see cref="Contracts.ReportKind"/> names it.</param>
/// <param name="Accepted">What Ingestion says that it accepted.</param>
/// <param name="Stored">New ones.</param>
/// <param name="Duplicates">Those that were there already.</param>
/// <param name="Quarantined">Those that cannot be stored.</param>
public sealed record AccountOfKind(string Kind, long Accepted, long Stored, long Duplicates, long Quarantined);
