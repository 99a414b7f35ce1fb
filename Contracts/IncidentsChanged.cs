namespace Telemetry.Contracts;

/// <summary>
/// Alert rules were evaluated, and incidents opened, got worse or ended. One evaluation is one message and one mail, however many scripts
/// fail at once.
/// </summary>
public sealed record IncidentsChanged
{
    /// <summary>Equal when the same change is sent again, so that a consumer processes it once.</summary>
    public required Guid Id { get; init; }

    /// <summary>The time of the evaluation (UTC).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>At least one; the most important first.</summary>
    public required IReadOnlyList<IncidentStep> Steps { get; init; }
}
