using System.Net.Mime;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Http.Resilience;
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

/// <summary>The defaults of all services.</summary>
public static class Defaults
{
    // MassTransit's spans and metrics, and the product's own.
    private static readonly string[] Sources = ["MassTransit", "Telemetry.*"];

    /// <summary>Adds OpenTelemetry, health checks, service discovery, and resilient HTTP clients that use it.</summary>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder)
    {
        HealthCommand.RunIfRequested(builder.Configuration);
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
    /// Maps <c>/health/live</c> (the process responds) and <c>/health/ready</c> (the checks tagged <see cref="HealthTags.Ready"/> pass) in
    /// every environment, since Kubernetes requests them in Production. A stopping process is not ready at once, without its other checks.
    /// </summary>
    public static void MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false })
            .Describe("Whether this process responds");
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = IsChecked })
            .Describe("Whether this process is ready for traffic");

        bool IsChecked(HealthCheckRegistration check) =>
            app.Lifetime.ApplicationStopping.IsCancellationRequested ? check.Name == Drain.Check : check.Tags.Contains(HealthTags.Ready);
    }

    /// <summary>
    /// Traces, metrics and logs go over OTLP to <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>; without it nothing is recorded. The other <c>OTEL_*</c>
    /// variables are those of the OpenTelemetry specification.
    /// </summary>
    private static void ConfigureOpenTelemetry(this IHostApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            builder.Configuration.AddUnobservedClients();
            return;
        }

        builder.Configuration.AddDefaultLimits();

        // The SDK's default would read the traceparent and baggage of clients, which the gateway ignores (OwnTrace).
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
                    .AddAspNetCoreInstrumentation(requests =>
                        requests.Filter = context => !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
                    .AddHttpClientInstrumentation()
                    .AddProcessor(new SpanPolicy());
                if (!hasSampler && !builder.Environment.IsDevelopment())
                    tracing.SetSampler(Sampling.Default);
            })
            .UseOtlpExporter();
    }

    // Shorter than the callers' deadline: the dashboard and the gateway wait 10 s.
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

            // The services' Retry-After is for clients that can wait; here a reader waits for the page.
            resilience.Retry.ShouldRetryAfterHeader = false;
        });
        http.AddServiceDiscovery();
    }

    // The API description needs a handler, and a rejection of other methods needs the list of methods.
    private static void Describe(this IEndpointConventionBuilder check, string summary) => check
        .WithMetadata(
            ((Func<string>)Handler).Method,
            new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]),
            new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), [MediaTypeNames.Text.Plain]),
            new ProducesResponseTypeMetadata(StatusCodes.Status503ServiceUnavailable, typeof(string), [MediaTypeNames.Text.Plain]))
        .WithTags(ApiDescription.HealthTag)
        .WithSummary(summary)
        .DisableHttpMetrics();

    private static string Handler() => "";
}
