namespace Telemetry.ServiceDefaults.Http;

/// <summary>Tags of health checks.</summary>
public static class HealthTags
{
    /// <summary>Health checks with this tag decide whether the service is ready for traffic.</summary>
    public const string Ready = "ready";
}
