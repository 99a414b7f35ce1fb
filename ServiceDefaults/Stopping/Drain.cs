using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.ServiceDefaults.Stopping;

/// <summary>
/// Lets a process leave, where others of its kind stay, without a request that gets no answer. Told to stop it is not ready any more, but goes on
/// answering for a time, and each answer closes its connection: the client's next request finds another process. A server that closes an idle
/// connection may do so in the moment in which a request comes on it, and no client may send a post again by itself; so the time is longer than
/// clients keep connections that they do not use (<see cref="Http.IdleConnections"/>), and none is left at its end.
/// </summary>
internal sealed class Drain(DrainSettings settings, IHostApplicationLifetime lifetime, TimeProvider time) : IHostedLifecycleService, IStartupFilter, IHealthCheck
{
    /// <summary>The health check's name.</summary>
    public const string Check = "stopping";

    private bool IsStopping => lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Before the server, and whatever its answers need, is stopped.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.Delay(settings.Time, time, cancellationToken);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(CloseWhenStopping);
        next(app);
    };

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(IsStopping ? HealthCheckResult.Unhealthy("the process is stopping") : HealthCheckResult.Healthy());

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private Task CloseWhenStopping(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(() =>
        {
            if (IsStopping)
                context.Response.Headers.Connection = "close";
            return Task.CompletedTask;
        });
        return next(context);
    }
}
