using Telemetry.Aggregation.Alerts.Rules;
using Telemetry.Contracts;

namespace Telemetry.Aggregation.Alerts.Incidents;

/// <summary>
/// What becomes of incidents at an evaluation. One opens as soon as its rule holds. It has got worse when its value has grown by the rule's
/// factor since it was last told, which is at least the cooldown ago. It ends when at two evaluations in a row its value was a tenth below the
/// threshold, or there was nothing left to judge: a value that swings around the threshold is one incident.
/// </summary>
public static class IncidentCourse
{
    /// <summary>No rule opens more at once, the worst first: whoever invents names fills no mail with them.</summary>
    public const int MostOfRule = 1000;

    private const int ClearEvaluations = 2;
    private const double ClearBelow = 0.9;

    private const string SwitchedOff = "The rule was switched off.";

    /// <summary>The changes that a rule's findings lead to.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="open">Its open incidents.</param>
    /// <param name="findings">What it says of each subject; null: it cannot say anything now.</param>
    /// <param name="now">UTC.</param>
    /// <param name="cooldown">ALERT_COOLDOWN_MINUTES.</param>
    public static IEnumerable<IncidentChange> Of(
        AlertRule rule, IReadOnlyCollection<Incident> open, IReadOnlyCollection<Finding>? findings, DateTime now, TimeSpan cooldown)
    {
        if (findings is null)
            return [];

        // Nothing keeps two applications from having one name.
        var found = findings.DistinctBy(finding => finding.Subject).ToDictionary(finding => finding.Subject, StringComparer.Ordinal);
        var known = open.Select(incident => incident.Subject).ToHashSet(StringComparer.Ordinal);
        return found.Values
            .Where(finding => finding.Holds && !known.Contains(finding.Subject))
            .OrderByDescending(finding => finding.Value)
            .Take(Math.Max(0, MostOfRule - open.Count))
            .Select(finding => Open(rule, finding, now))
            .Concat(open.Select(incident => found.TryGetValue(incident.Subject, out var finding)
                ? Continue(rule, incident, finding, now, cooldown)
                : Clear(incident, rule.NothingLeft, now)));
    }

    /// <summary>The changes of a rule that was switched off, or is no more.</summary>
    public static IEnumerable<IncidentChange> OfNone(IEnumerable<Incident> open, DateTime now) => open.Select(incident => End(incident, SwitchedOff, now));

    private static IncidentChange Open(AlertRule rule, Finding finding, DateTime now) => new(
        new()
        {
            Id = Guid.CreateVersion7(),
            Rule = rule.Definition.Name,
            Subject = finding.Subject,
            App = finding.App,
            Reason = finding.Reason,
            Value = finding.Value,
            Threshold = finding.Threshold,
            OpenedAt = now,
            ToldAt = now,
            ToldValue = finding.Value,
        },
        IncidentStepKind.Opened);

    private static IncidentChange Continue(AlertRule rule, Incident incident, Finding finding, DateTime now, TimeSpan cooldown)
    {
        var current = incident with { Value = finding.Value, Threshold = finding.Threshold };
        if (!finding.Holds && finding.Value <= finding.Threshold * ClearBelow)
            return Clear(current, finding.Reason, now);

        var isWorse = finding.Holds && finding.Value >= incident.ToldValue * rule.WorseBy && now - incident.ToldAt >= cooldown;
        return isWorse
            ? new(current with { ClearEvaluations = 0, Reason = finding.Reason, ToldAt = now, ToldValue = finding.Value }, IncidentStepKind.Worsened)
            : new(current with { ClearEvaluations = 0 }, Step: null);
    }

    private static IncidentChange Clear(Incident incident, string reason, DateTime now) => incident.ClearEvaluations + 1 >= ClearEvaluations
        ? End(incident, reason, now)
        : new(incident with { ClearEvaluations = incident.ClearEvaluations + 1 }, Step: null);

    private static IncidentChange End(Incident incident, string reason, DateTime now) =>
        new(incident with { EndedAt = now, Reason = reason, ToldAt = now, ToldValue = incident.Value }, IncidentStepKind.Ended);
}
