namespace Telemetry.Aggregation.Alerts.Incidents;

/// <summary>Something that a rule found and that is not over: a row of <c>analytics.incidents</c>. Times are UTC.</summary>
public sealed record Incident
{
    /// <summary>Names it.</summary>
    public required Guid Id { get; init; }

    /// <summary>The rule.</summary>
    public required string Rule { get; init; }

    /// <summary>An application's or a script's name; "": all runs.</summary>
    public required string Subject { get; init; }

    /// <summary>The application's slug; "" where it is about none.</summary>
    public required string App { get; init; }

    /// <summary>Why, as of its last step.</summary>
    public required string Reason { get; init; }

    /// <summary>What the rule looks at, as of the last evaluation.</summary>
    public required double Value { get; init; }

    /// <summary>What it is compared with.</summary>
    public required double Threshold { get; init; }

    /// <summary>When it opened.</summary>
    public required DateTime OpenedAt { get; init; }

    /// <summary>When it ended; null: it has not.</summary>
    public DateTime? EndedAt { get; init; }

    /// <summary>When its last step was.</summary>
    public required DateTime ToldAt { get; init; }

    /// <summary>The value that was told then.</summary>
    public required double ToldValue { get; init; }

    /// <summary>At how many evaluations in a row it could have ended.</summary>
    public int ClearEvaluations { get; init; }
}
