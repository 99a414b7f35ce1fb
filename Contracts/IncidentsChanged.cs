namespace Telemetry.Contracts;

/// <summary>
/// Alert rules were evaluated and incidents opened, got worse or ended. All that one evaluation found is one message, and one mail:
/// hundreds of scripts that fail at once are no hundred mails.
/// </summary>
public sealed record IncidentsChanged
{
    /// <summary>Equal when the same change is sent again, so that a consumer acts on it once.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it was found (UTC).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>At least one; the most important first.</summary>
    public required IReadOnlyList<IncidentStep> Steps { get; init; }
}
