namespace Telemetry.Contracts;

/// <summary>An admin wants to see whether alerts arrive.</summary>
public sealed record TestAlertRequested
{
    /// <summary>Equal for the same request sent again.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it was asked for (UTC).</summary>
    public required DateTimeOffset At { get; init; }
}
