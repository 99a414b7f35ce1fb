using Telemetry.Aggregation.Alerts.Rules;

namespace Telemetry.Aggregation.Alerts.Incidents;

/// <summary>
/// The changes of incidents at an evaluation. An incident opens as soon as its rule fires. It is worse when its value has grown by the
/// factor of the rule since the last notification, which is at least the cooldown ago. It ends when at two consecutive evaluations its
/// value was a tenth below the threshold or had no input: a value that swings around the threshold is one incident.
/// </summary>
internal static class IncidentLifecycle
{
    /// <summary>The maximum of open incidents of a rule, the worst first: invented names must not fill mails.</summary>
    public const int MaxPerRule = 1000;

    private const int ClearEvaluations = 2;
    private const double ClearBelow = 0.9;

    private const string SwitchedOff = "The rule was switched off.";

    /// <summary>The changes that follow from a rule's results; null results: the input is insufficient and nothing changes.</summary>
    public static IEnumerable<IncidentChange> Advance(
        AlertRule rule, IReadOnlyCollection<Incident> open, IReadOnlyCollection<RuleResult>? results, DateTime now, TimeSpan cooldown)
    {
        if (results is null)
            return [];

        // Two applications may have the same name.
        var bySubject = results.DistinctBy(result => result.Subject).ToDictionary(result => result.Subject, StringComparer.Ordinal);
        var known = open.Select(incident => incident.Subject).ToHashSet(StringComparer.Ordinal);
        return bySubject.Values
            .Where(result => result.IsFiring && !known.Contains(result.Subject))
            .OrderByDescending(result => result.Value)
            .Take(Math.Max(0, MaxPerRule - open.Count))
            .Select(result => Open(rule, result, now))
            .Concat(open.Select(incident => bySubject.TryGetValue(incident.Subject, out var result)
                ? Continue(rule, incident, result, now, cooldown)
                : Clear(incident, rule.NoDataReason, now)));
    }

    public static IEnumerable<IncidentChange> EndAll(IEnumerable<Incident> open, DateTime now) =>
        open.Select(incident => End(incident, SwitchedOff, now));

    private static IncidentChange Open(AlertRule rule, RuleResult result, DateTime now) => new(
        new()
        {
            Id = Guid.CreateVersion7(),
            Rule = rule.Definition.Name,
            Subject = result.Subject,
            App = result.App,
            Reason = result.Reason,
            Value = result.Value,
            Threshold = result.Threshold,
            OpenedAt = now,
            NotifiedAt = now,
            NotifiedValue = result.Value,
        },
        IncidentStepKind.Opened);

    private static IncidentChange Continue(AlertRule rule, Incident incident, RuleResult result, DateTime now, TimeSpan cooldown)
    {
        var current = incident with { Value = result.Value, Threshold = result.Threshold };
        if (!result.IsFiring && result.Value <= result.Threshold * ClearBelow)
            return Clear(current, result.Reason, now);

        var isWorse = result.IsFiring && result.Value >= incident.NotifiedValue * rule.WorseFactor && now - incident.NotifiedAt >= cooldown;
        return isWorse
            ? new(
                current with { ClearEvaluations = 0, Reason = result.Reason, NotifiedAt = now, NotifiedValue = result.Value },
                IncidentStepKind.Worsened)
            : new(current with { ClearEvaluations = 0 }, Step: null);
    }

    private static IncidentChange Clear(Incident incident, string reason, DateTime now) => incident.ClearEvaluations + 1 >= ClearEvaluations
        ? End(incident, reason, now)
        : new(incident with { ClearEvaluations = incident.ClearEvaluations + 1 }, Step: null);

    private static IncidentChange End(Incident incident, string reason, DateTime now) =>
        new(incident with { EndedAt = now, Reason = reason, NotifiedAt = now, NotifiedValue = incident.Value }, IncidentStepKind.Ended);
}
