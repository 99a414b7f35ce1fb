namespace Telemetry.Aggregation.Alerts.Incidents;

/// <summary>A row of <c>analytics.incidents</c>. Times are UTC.</summary>
internal sealed record Incident
{
    public required Guid Id { get; init; }

    public required string Rule { get; init; }

    /// <summary>The name of an application or a script; "": all runs.</summary>
    public required string Subject { get; init; }

    /// <summary>The slug of the application; "" for scripts and all runs.</summary>
    public required string App { get; init; }

    public required string Reason { get; init; }

    public required double Value { get; init; }

    public required double Threshold { get; init; }

    public required DateTime OpenedAt { get; init; }

    public DateTime? EndedAt { get; init; }

    public required DateTime NotifiedAt { get; init; }

    public required double NotifiedValue { get; init; }

    /// <summary>Consecutive evaluations at which the incident could have ended.</summary>
    public int ClearEvaluations { get; init; }
}

/// <summary>An incident after an evaluation, and the step to notify; null without a step.</summary>
internal sealed record IncidentChange(Incident Incident, IncidentStepKind? Step)
{
    public string StepName => Step!.Value.ToString().ToLowerInvariant();

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
