namespace Telemetry.Aggregation.Accounts;

/// <summary>
/// All reports at one moment (docs/rules.md, rule 9). They are read from the database: they survive restarts and are equal in every
/// process. InFlight is null while the broker is unavailable; no report that was stored before ReadAt is missing.
/// </summary>
internal sealed record Account(IReadOnlyList<AccountOfKind> Kinds, long? InFlight, DateTimeOffset ReadAt);

/// <summary>Once nothing is in flight: accepted (by Ingestion) = stored + duplicates + quarantined.</summary>
internal sealed record AccountOfKind(string Kind, long Accepted, long Stored, long Duplicates, long Quarantined);
