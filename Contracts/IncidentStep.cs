namespace Telemetry.Contracts;

/// <summary>A step in the life of an incident. Names come from clients and must be encoded where they are shown.</summary>
public sealed record IncidentStep
{
    /// <summary>The incident, the same in all its steps.</summary>
    public required Guid IncidentId { get; init; }

    /// <summary>The change.</summary>
    public required IncidentStepKind Kind { get; init; }

    /// <summary>The rule's name, for example <c>script_failure_rate</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>The name of an application or a script; "" for all runs.</summary>
    public required string Subject { get; init; }

    /// <summary>
    /// The reason in one sentence with numbers, for example "34.0 % of 120 finished runs failed in the last 24 hours (threshold 20 %)".
    /// </summary>
    public required string Reason { get; init; }

    /// <summary>The current value, in the rule's unit (percent, or hours of silence).</summary>
    public required double Value { get; init; }

    /// <summary>The value is compared with it; in the same unit.</summary>
    public required double Threshold { get; init; }

    /// <summary>When the incident opened (UTC).</summary>
    public required DateTimeOffset OpenedAt { get; init; }
}
