using System.Net.Mime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
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

    // MassTransit's spans and metrics, and those of our own.
    private static readonly string[] Sources = ["MassTransit", "Telemetry.*"];

    /// <summary>OpenTelemetry, health checks, service discovery, and HTTP clients that use it and are resilient.</summary>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder)
    {
        HealthCommand.RunIfAsked(builder.Configuration);
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.AddServerHeader = false);
        builder.Configuration.AddDefaultLogLevels();
        builder.ConfigureOpenTelemetry();
        builder.Services.AddNoKeyRing();
        builder.Services.AddHealthChecks();
        builder.AddDrain();
        builder.Services.AddApiDescription();
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(ConfigureHttpClient);
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

    /// <summary>
    /// Traces, metrics and logs over OTLP, to wherever <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> points; without that variable nothing listens and
    /// nothing is paid. The other <c>OTEL_*</c> variables mean what the OpenTelemetry specification says.
    /// </summary>
    private static void ConfigureOpenTelemetry(this IHostApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            builder.Configuration.AddUnobservedClients();
            return;
        }

        builder.Configuration.AddDefaultLimits();

        // The SDK's default would read a client's traceparent and baggage again, which the gateway does not (OwnTrace).
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());

        builder.Logging.AddOpenTelemetry(logs => logs.IncludeFormattedMessage = true);
        var hasSampler = !string.IsNullOrEmpty(builder.Configuration["OTEL_TRACES_SAMPLER"]);
        builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddMeter(Sources)
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation())
            .WithTracing(tracing =>
            {
                tracing.AddSource(Sources)
                    .AddAspNetCoreInstrumentation(requests => requests.Filter = context => !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
                    .AddHttpClientInstrumentation()
                    .AddProcessor(new SpanPolicy());
                if (!hasSampler && !builder.Environment.IsDevelopment())
                    tracing.SetSampler(Sampling.Default);
            })
            .UseOtlpExporter();
    }

    // Within what callers wait: the dashboard and the gateway 10 s.
    private static void ConfigureHttpClient(IHttpClientBuilder http)
    {
        http.UseSocketsHttpHandler((handler, _) => handler.PooledConnectionIdleTimeout = IdleConnections.Timeout);
        http.AddHttpMessageHandler(() => new RejectionHandler());
        http.AddStandardResilienceHandler(resilience =>
        {
            resilience.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(8);
            resilience.AttemptTimeout.Timeout = TimeSpan.FromSeconds(5);
            resilience.Retry.DisableForUnsafeHttpMethods();
            resilience.Retry.MaxRetryAttempts = 2;
            resilience.Retry.Delay = TimeSpan.FromMilliseconds(200);

            // Our services' Retry-After is for clients that have time; here a reader waits.
            resilience.Retry.ShouldRetryAfterHeader = false;
        });
        http.AddServiceDiscovery();
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
