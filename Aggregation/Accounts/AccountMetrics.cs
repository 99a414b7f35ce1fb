using System.Diagnostics.Metrics;

namespace Telemetry.Aggregation.Accounts;

/// <summary>
/// The meter <c>Telemetry.Account</c> (docs/rules.md, rule 9). One instrument has all states, so that they are of the same moment. It is a
/// gauge: each process reports the same numbers of the database, and those of a counter would be added up.
/// </summary>
internal sealed class AccountMetrics
{
    private readonly Instrument _reports;
    private volatile Account? _account;

    public AccountMetrics(IMeterFactory factory)
    {
        var meter = factory.Create("Telemetry.Account");
        _reports = meter.CreateObservableGauge(
            "telemetry.account.reports",
            Reports,
            "{report}",
            "Reports of all time by what became of them: accepted = stored + duplicate + quarantined once nothing is in flight. "
            + "Every process tells the same.");
        meter.CreateObservableGauge(
            "telemetry.account.in_flight",
            InFlight,
            "{message}",
            "Messages with accepted reports that are not stored yet: those that wait in the broker, "
            + "and those that this process has taken.");
        meter.CreateObservableGauge(
            "telemetry.account.read_time",
            ReadTime,
            "s",
            "When the account was read last, in Unix time: it ages while the database is unavailable.");
    }

    public bool IsObserved => _reports.Enabled;

    public void Update(Account account) => _account = account;

    private IEnumerable<Measurement<long>> Reports() => (_account?.Kinds ?? []).SelectMany(kind => new[]
    {
        Of(kind, "accepted", kind.Accepted),
        Of(kind, "stored", kind.Stored),
        Of(kind, "duplicate", kind.Duplicates),
        Of(kind, "quarantined", kind.Quarantined),
    });

    private IEnumerable<Measurement<double>> ReadTime() =>
        _account is { } account ? [new(account.ReadAt.ToUnixTimeMilliseconds() / 1000.0)] : [];

    private IEnumerable<Measurement<long>> InFlight() => _account?.InFlight is { } messages ? [new(messages)] : [];

    private static Measurement<long> Of(AccountOfKind kind, string state, long reports) =>
        new(reports, new KeyValuePair<string, object?>("kind", kind.Kind), new KeyValuePair<string, object?>("state", state));
}
