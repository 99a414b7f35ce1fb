using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Telemetry.AppHost;

/// <summary>Hands settings on to the services that use them. HostSettings has validated them.</summary>
internal static class Settings
{
    private static readonly Dictionary<string, string[]> s_usedBy = new(StringComparer.Ordinal)
    {
        ["RATE_LIMIT"] = ["gateway", "dashboard"],
        ["TRUSTED_PROXIES"] = ["gateway", "dashboard"],
        ["PUBLIC_DASHBOARD"] = ["gateway", "aggregation", "dashboard"],
        ["ACTIVATION"] = ["ingestion", "dashboard"],
        ["CACHE_TTL_SECONDS"] = ["aggregation", "dashboard"],
        ["RETENTION_DAYS"] = ["ingestion", "aggregation", "dashboard"],
        ["STUCK_AFTER_HOURS"] = ["aggregation", "dashboard"],
        ["SMTP_HOST"] = ["aggregation"],
        ["ALERT_EMAIL"] = ["aggregation"],
        ["ALERT_WEBHOOK_URL"] = ["aggregation"],
        ["FAILURE_THRESHOLD"] = ["aggregation", "dashboard"],
        ["ALERT_COOLDOWN_MINUTES"] = ["aggregation", "dashboard"],
    };

    // As secret parameters: so they are in no log and in no manifest.
    private static readonly Dictionary<string, string> s_secretsOf = new(StringComparer.Ordinal)
    {
        ["GITHUB_TOKEN"] = "aggregation",
    };

    /// <summary>Gives a service the admin password and those of its settings that are set; for the others it has its own defaults.</summary>
    public static IResourceBuilder<ProjectResource> WithSettings(
        this IResourceBuilder<ProjectResource> service, IResourceBuilder<ParameterResource> adminPassword)
    {
        var configuration = service.ApplicationBuilder.Configuration;
        foreach (var (name, _) in s_usedBy.Where(s => s.Value.Contains(service.Resource.Name)))
        {
            if (configuration[name] is { Length: > 0 } value)
                service.WithEnvironment(name, value);
        }

        foreach (var (name, _) in s_secretsOf.Where(s => s.Value == service.Resource.Name && configuration[s.Key] is { Length: > 0 }))
        {
            var parameter = name.ToLowerInvariant().Replace('_', '-');
            service.WithEnvironment(name, service.ApplicationBuilder.AddParameterFromConfiguration(parameter, name, secret: true));
        }

        return service.WithEnvironment(AdminPassword.Setting, adminPassword);
    }
}
