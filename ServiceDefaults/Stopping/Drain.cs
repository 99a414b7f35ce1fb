using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Telemetry.ServiceDefaults.Http;
using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.ServiceDefaults.Stopping;

/// <summary>
/// Lets one of several processes stop without a lost request. A stopping process is not ready any more, but responds for some time, and
/// each response closes its connection: the client's next request reaches another process. A server that closes an idle connection may do
/// so while a request arrives on it, and a client must not repeat a post by itself. Therefore the time is longer than clients keep unused
/// connections (<see cref="IdleConnections"/>), and no connection is left at its end.
/// </summary>
internal sealed class Drain(DrainSettings settings, IHostApplicationLifetime lifetime, TimeProvider time)
    : IHostedLifecycleService, IStartupFilter, IHealthCheck
{
    public const string Check = "stopping";

    private bool IsStopping => lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Runs before the server and its dependencies are stopped.</summary>
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

internal static class DrainRegistration
{
    public static void AddDrain(this WebApplicationBuilder builder)
    {
        builder.AddSettings<DrainSettings>();
        builder.Services.AddSingleton<Drain>();
        builder.Services.AddSingleton<IHostedService>(services => services.GetRequiredService<Drain>());
        builder.Services.AddSingleton<IStartupFilter>(services => services.GetRequiredService<Drain>());
        builder.Services.AddHealthChecks().AddCheck<Drain>(Drain.Check, tags: [HealthTags.Ready]);
    }
}
