using Telemetry.Contracts;

namespace Telemetry.Aggregation.Alerts.Incidents;

/// <summary>An incident as it is after an evaluation.</summary>
/// <param name="Incident">The incident.</param>
/// <param name="Step">What is told of it; null: nothing.</param>
public sealed record IncidentChange(Incident Incident, IncidentStepKind? Step)
{
    /// <summary>The step in lower case.</summary>
    public string StepName => Step!.Value.ToString().ToLowerInvariant();

    /// <summary>As it is told.</summary>
    public IncidentStep ToStep() => new()
    {
        IncidentId = Incident.Id,
        Kind = Step!.Value,
        Rule = Incident.Rule,
        Subject = Incident.Subject,
        Reason = Incident.Reason,
        Value = Incident.Value,
        Threshold = Incident.Threshold,
        OpenedAt = new(Incident.OpenedAt),
    };
}
