namespace Telemetry.Dashboard.Api;

/// <summary>A service behind the dashboard gave no answer in time, or said that it cannot. Trying again later may help.</summary>
/// <param name="service">Its name, for people.</param>
/// <param name="innerException">What was observed, if anything was thrown.</param>
public sealed class ServiceUnavailableException(string service, Exception? innerException = null)
    : Exception($"{service} is not available", innerException)
{
    /// <summary>The service's name, for people.</summary>
    public string Service { get; } = service;
}
