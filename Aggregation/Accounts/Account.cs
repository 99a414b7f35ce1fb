namespace Telemetry.Aggregation.Accounts;

/// <summary>
/// All reports at one moment (docs/rules.md, rule 9), from the database: it survives restarts and is the same in every process.
/// </summary>
/// <param name="Kinds">The reports of each kind.</param>
/// <param name="InFlight">Messages that wait in the broker or in this process; null: the broker is unavailable.</param>
internal sealed record Account(IReadOnlyList<AccountOfKind> Kinds, long? InFlight);

/// <summary>The account of one kind: accepted = stored + duplicates + quarantined, once nothing is in flight.</summary>
/// <param name="Kind">As <see cref="Contracts.ReportKind"/> names it.</param>
/// <param name="Accepted">As Ingestion counts them.</param>
/// <param name="Stored">New ones.</param>
/// <param name="Duplicates">Those that were stored before.</param>
/// <param name="Quarantined">Those that cannot be stored.</param>
internal sealed record AccountOfKind(string Kind, long Accepted, long Stored, long Duplicates, long Quarantined);
