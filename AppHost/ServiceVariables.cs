namespace Telemetry.AppHost;

/// <summary>Passes variables on to the services that use them. <see cref="HostSettings"/> has validated them.</summary>
internal static class ServiceVariables
{
    private static readonly Dictionary<string, string[]> s_usedBy = new(StringComparer.Ordinal)
    {
        ["DRAIN_SECONDS"] = ["gateway", "ingestion", "aggregation", "notifications", "dashboard"],
        ["RATE_LIMIT"] = ["gateway", "dashboard"],
        ["TRUSTED_PROXIES"] = ["gateway", "dashboard"],
        ["PUBLIC_DASHBOARD"] = ["gateway", "aggregation", "dashboard"],
        ["ACTIVATION"] = ["ingestion", "dashboard"],
        ["CACHE_TTL_SECONDS"] = ["aggregation", "dashboard"],
        ["RETENTION_DAYS"] = ["ingestion", "aggregation", "dashboard"],
        ["STUCK_AFTER_HOURS"] = ["aggregation", "dashboard"],
        ["FAILURE_THRESHOLD"] = ["aggregation", "dashboard"],
        ["ALERT_COOLDOWN_MINUTES"] = ["aggregation", "dashboard"],
        ["SMTP_HOST"] = ["notifications", "aggregation"],
        ["SMTP_PORT"] = ["notifications"],
        ["SMTP_USER"] = ["notifications"],
        ["SMTP_FROM"] = ["notifications"],
        ["SMTP_TLS"] = ["notifications"],
        ["ALERT_EMAIL"] = ["notifications", "aggregation"],
        ["ALERT_WEBHOOK_ALLOW_PRIVATE"] = ["notifications"],
        ["PUBLIC_URL"] = ["notifications"],
    };

    // Secret parameters: they are in no log and in no manifest.
    private static readonly Dictionary<string, string[]> s_secretsOf = new(StringComparer.Ordinal)
    {
        ["GITHUB_TOKEN"] = ["aggregation"],
        ["SMTP_PASS"] = ["notifications"],
        ["ALERT_WEBHOOK_SECRET"] = ["notifications"],

        // Many webhooks need no other secret than their address.
        ["ALERT_WEBHOOK_URL"] = ["notifications", "aggregation"],
    };

    // Defaults of a manifest that differ from a service's own: other processes take over from one that stops.
    private static readonly Dictionary<string, string> s_published = new(StringComparer.Ordinal) { ["DRAIN_SECONDS"] = "5" };

    /// <summary>
    /// Gives a service the admin password and those of its variables that are set; the others have the service's defaults. A manifest gets
    /// all of them, as parameters.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithSettings(this IResourceBuilder<ProjectResource> service)
    {
        var builder = service.ApplicationBuilder;
        foreach (var (name, _) in s_usedBy.Where(s => s.Value.Contains(service.Resource.Name)))
        {
            if (builder.ExecutionContext.IsPublishMode)
                service.WithEnvironment(name, builder.Parameter(name, secret: false));
            else if (builder.Configuration[name] is { Length: > 0 } value)
                service.WithEnvironment(name, value);
        }

        foreach (var (name, _) in s_secretsOf.Where(s => s.Value.Contains(service.Resource.Name)))
        {
            if (builder.ExecutionContext.IsPublishMode || builder.Configuration[name] is { Length: > 0 })
                service.WithEnvironment(name, builder.Parameter(name, secret: true));
        }

        // Only the gateway reads X-Forwarded-For, by TRUSTED_PROXIES. ASP.NET Core would trust every sender of it in a published service.
        return service.WithEnvironment(AdminPassword.Setting, builder.AdminPasswordParameter()).DisableForwardedHeaders();
    }

    // One parameter for all services that use it. A manifest contains the value of a setting, and a placeholder for a secret.
    private static IResourceBuilder<ParameterResource> Parameter(this IDistributedApplicationBuilder builder, string name, bool secret)
    {
        var parameter = name.ToLowerInvariant().Replace('_', '-');
        return builder.Resources.OfType<ParameterResource>().SingleOrDefault(known => known.Name == parameter) is { } known
            ? builder.CreateResourceBuilder(known)
            : secret ? builder.AddParameterFromConfiguration(parameter, name, secret: true)
            : builder.AddParameter(
                parameter, builder.Configuration[name] ?? s_published.GetValueOrDefault(name, ""), publishValueAsDefault: true);
    }
}
