namespace Telemetry.Contracts;

/// <summary>An admin requested a test of all alert channels.</summary>
public sealed record TestAlertRequested
{
    /// <summary>Equal when the same request is sent again.</summary>
    public required Guid Id { get; init; }

    /// <summary>The time of the request (UTC).</summary>
    public required DateTimeOffset At { get; init; }
}
