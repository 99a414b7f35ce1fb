namespace Telemetry.Gateway.Requests;

/// <summary>How long the gateway waits for a client (configuration section <c>Deadlines</c>). For the services behind see the clusters.</summary>
public sealed class Deadlines
{
    /// <summary>For a request's line and headers.</summary>
    public TimeSpan Headers { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For a request's whole body.</summary>
    public TimeSpan Body { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>For the next request on an idle connection.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(75);
}
