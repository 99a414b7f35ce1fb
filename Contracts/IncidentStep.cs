namespace Telemetry.Contracts;

/// <summary>A step in the life of an incident. Names in it come from clients: text, to be encoded where it is shown.</summary>
public sealed record IncidentStep
{
    /// <summary>The incident, the same in all its steps.</summary>
    public required Guid IncidentId { get; init; }

    /// <summary>What happened to it.</summary>
    public required IncidentStepKind Kind { get; init; }

    /// <summary>The rule's name, for example <c>script_failure_rate</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>What it is about: an application's or a script's name; "" when it is about all runs.</summary>
    public required string Subject { get; init; }

    /// <summary>
    /// Why, in numbers and in one sentence, for example "34.0 % of 120 finished runs failed in the last 24 hours (threshold 20 %)".
    /// </summary>
    public required string Reason { get; init; }

    /// <summary>The number that the rule looks at now, in the rule's unit (percent, or hours of silence).</summary>
    public required double Value { get; init; }

    /// <summary>What it is compared with, in the same unit.</summary>
    public required double Threshold { get; init; }

    /// <summary>When the incident opened (UTC).</summary>
    public required DateTimeOffset OpenedAt { get; init; }
}
