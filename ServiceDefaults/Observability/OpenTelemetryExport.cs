using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Telemetry.ServiceDefaults.Observability;

/// <summary>
/// Traces, metrics and logs over OTLP, to wherever <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> points; without that variable nothing listens and
/// nothing is paid. The other <c>OTEL_*</c> variables mean what the OpenTelemetry specification says.
/// </summary>
public static class OpenTelemetryExport
{
    /// <summary>The prefix of our own activity sources and meters.</summary>
    public const string Namespace = "Telemetry.";

    private static readonly string[] Sources = ["Microsoft.AspNetCore", "System.Net.Http", "Npgsql", MessagingSpans.Source, $"{Namespace}*"];

    private static readonly string[] Meters =
    [
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime", "Npgsql", "MassTransit",
        $"{Namespace}*",
    ];

    internal static void AddOpenTelemetryExport(this IHostApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            return;

        // Without the instrumentation package ASP.NET Core itself names method, scheme, path and server on its activity.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", isEnabled: false);

        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.IncludeFormattedMessage = true;
            logs.AddOtlpExporter();
        });
        var hasSampler = !string.IsNullOrEmpty(builder.Configuration["OTEL_TRACES_SAMPLER"]);
        builder.Services.AddHostedService(_ => new Exporter(hasSampler || builder.Environment.IsDevelopment() ? null : Sampling.Default));
        builder.Services.AddTransient<IStartupFilter, RequestActivity>();
    }

    // A hosted service, so that what is left is sent when the host stops.
    private sealed class Exporter(Sampler? sampler) : IHostedService, IDisposable
    {
        private readonly OpenTelemetrySdk _sdk = OpenTelemetrySdk.Create(sdk => sdk
            .WithTracing(tracing =>
            {
                tracing.AddSource(Sources).AddProcessor(new MessagingSpans());
                if (sampler is not null)
                    tracing.SetSampler(sampler);
            })
            .WithMetrics(metrics => metrics.AddMeter(Meters))
            .UseOtlpExporter());

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() => _sdk.Dispose();
    }
}
