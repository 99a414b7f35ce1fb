using System.Net.Mime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Telemetry.ServiceDefaults.Access;
using Telemetry.ServiceDefaults.Api;
using Telemetry.ServiceDefaults.Http;
using Telemetry.ServiceDefaults.Observability;
using Telemetry.ServiceDefaults.Stopping;

namespace Telemetry.ServiceDefaults;

/// <summary>What every service shares.</summary>
public static class Defaults
{
    /// <summary>A health check with this tag decides whether the service is ready for traffic.</summary>
    public const string Ready = "ready";

    /// <summary>OpenTelemetry, health checks, and HTTP clients that find services by name.</summary>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder)
    {
        HealthCommand.RunIfAsked(builder.Configuration);
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.AddServerHeader = false);
        builder.Configuration.AddDefaultLogLevels();
        builder.AddOpenTelemetryExport();
        builder.Services.AddNoKeyRing();
        builder.Services.AddHealthChecks();
        builder.AddDrain();
        builder.Services.AddApiDescription();
        builder.Services.ConfigureHttpClientDefaults(http => http.AddServiceDefaults());
        builder.Services.AddSingleton(TimeProvider.System);
        return builder;
    }

    /// <summary>
    /// <c>/health/live</c> (the process answers) and <c>/health/ready</c> (its checks tagged <see cref="Ready"/> pass), in every
    /// environment: Kubernetes asks them in Production. One that is stopping looks at nothing else: whoever sends it requests is to know at once.
    /// </summary>
    public static void MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false })
            .Describe("Whether this process answers");
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = IsLookedAt })
            .Describe("Whether this process is ready for traffic");

        bool IsLookedAt(HealthCheckRegistration check) =>
            app.Lifetime.ApplicationStopping.IsCancellationRequested ? check.Name == Drain.Check : check.Tags.Contains(Ready);
    }

    // Only what has a handler is described otherwise, and only what has methods refuses the others.
    private static void Describe(this IEndpointConventionBuilder check, string summary) => check
        .WithMetadata(
            ((Func<string>)Handler).Method,
            new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]),
            new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), [MediaTypeNames.Text.Plain]),
            new ProducesResponseTypeMetadata(StatusCodes.Status503ServiceUnavailable, typeof(string), [MediaTypeNames.Text.Plain]))
        .WithTags("health")
        .WithSummary(summary)
        .DisableHttpMetrics();

    private static string Handler() => "";
}
