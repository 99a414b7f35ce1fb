using Telemetry.Contracts;

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

    /// <summary>As of the last step.</summary>
    public required string Reason { get; init; }

    /// <summary>As of the last evaluation.</summary>
    public required double Value { get; init; }

    public required double Threshold { get; init; }

    public required DateTime OpenedAt { get; init; }

    /// <summary>null while it is open.</summary>
    public DateTime? EndedAt { get; init; }

    /// <summary>The time of the last step.</summary>
    public required DateTime NotifiedAt { get; init; }

    /// <summary>The value of the last step.</summary>
    public required double NotifiedValue { get; init; }

    /// <summary>The number of consecutive evaluations at which it could have ended.</summary>
    public int ClearEvaluations { get; init; }
}

/// <summary>An incident after an evaluation.</summary>
/// <param name="Incident">Its new state.</param>
/// <param name="Step">The step to notify; null: none.</param>
internal sealed record IncidentChange(Incident Incident, IncidentStepKind? Step)
{
    /// <summary>The step in lower case.</summary>
    public string StepName => Step!.Value.ToString().ToLowerInvariant();

    /// <summary>The step as a message.</summary>
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
