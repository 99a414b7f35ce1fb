namespace Telemetry.ServiceDefaults.Http;

/// <summary>Tags of health checks.</summary>
public static class HealthTags
{
    /// <summary>A health check with this tag decides whether the service is ready for traffic.</summary>
    public const string Ready = "ready";
}
