using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Telemetry.Tests.Gateway;

namespace Telemetry.Tests.ServiceDefaults;

/// <summary>Responses of a stopping service. Tests of whole platforms cover that no report is lost.</summary>
public sealed class DrainTests
{
    [Fact]
    public async Task A_stopping_service_is_unready_at_once_and_closes_connections_after_each_response()
    {
        using var checks = new SemaphoreSlim(1);
        var app = new GatewayApp
        {
            Settings = { ["DRAIN_SECONDS"] = "5" },
            AddServices = services => services.AddHealthChecks().AddCheck("slow", new Slow(checks), tags: ["ready"]),
        };
        await app.InitializeAsync();
        try
        {
            using var ready = await app.NewClient().GetAsync("/health/ready").WaitAsync(Eventually.Deadline);
            Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
            Assert.Null(ready.Headers.ConnectionClose);

            app.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

            // The slow check would block here, but readiness does not wait for it.
            using var unready = await app.NewClient().GetAsync("/health/ready").WaitAsync(Eventually.Deadline);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, unready.StatusCode);
            Assert.True(unready.Headers.ConnectionClose);
            using var served = await app.NewClient().GetAsync("/api/v1/healthcheck").WaitAsync(Eventually.Deadline);
            Assert.Equal(HttpStatusCode.OK, served.StatusCode);
            Assert.True(served.Headers.ConnectionClose);
        }
        finally
        {
            var ended = app.DisposeAsync().AsTask();
            await Eventually.TrueAsync("the service ends after DRAIN_SECONDS", () =>
            {
                app.Time.Advance(TimeSpan.FromSeconds(5));
                return Task.FromResult(ended.IsCompleted);
            });
            await ended;
        }
    }

    private sealed class Slow(SemaphoreSlim checks) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await checks.WaitAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
    }
}
