using System.Diagnostics.Metrics;

namespace Telemetry.Aggregation.Accounts;

/// <summary>
/// The meter <c>Telemetry.Account</c>: rule 9. One instrument has all states, so that they are of the same moment and stand in one picture. It is a gauge:
/// what the database says is the same in every process, and what processes tell of an up-down counter would be added up.
/// </summary>
public sealed class AccountMetrics
{
    private readonly Instrument _reports;
    private volatile Account? _account;

    /// <summary>Makes the instruments.</summary>
    public AccountMetrics(IMeterFactory factory)
    {
        var meter = factory.Create("Telemetry.Account");
        _reports = meter.CreateObservableGauge(
            "telemetry.account.reports",
            Reports,
            "{report}",
            "Reports of all time by what became of them: accepted = stored + duplicate + quarantined once nothing is in flight. Every process tells the same.");
        meter.CreateObservableGauge(
            "telemetry.account.in_flight",
            InFlight,
            "{message}",
            "Messages with accepted reports that are not stored yet: those that wait in the broker, and those that this process has taken.");
    }

    /// <summary>Somebody looks at it: otherwise it need not be read.</summary>
    public bool IsObserved => _reports.Enabled;

    /// <summary>How the account is now.</summary>
    public void Show(Account account) => _account = account;

    private IEnumerable<Measurement<long>> Reports() => (_account?.Kinds ?? []).SelectMany(kind => new[]
    {
        Of(kind, "accepted", kind.Accepted),
        Of(kind, "stored", kind.Stored),
        Of(kind, "duplicate", kind.Duplicates),
        Of(kind, "quarantined", kind.Quarantined),
    });

    private IEnumerable<Measurement<long>> InFlight() => _account?.InFlight is { } messages ? [new(messages)] : [];

    private static Measurement<long> Of(AccountOfKind kind, string state, long reports) =>
        new(reports, new KeyValuePair<string, object?>("kind", kind.Kind), new KeyValuePair<string, object?>("state", state));
}
