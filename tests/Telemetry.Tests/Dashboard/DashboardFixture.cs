using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Telemetry.Dashboard;

namespace Telemetry.Tests.Dashboard;

/// <summary>The dashboard without the gateway, in front of a <see cref="ServicesStub"/>. One for all tests of a class.</summary>
public class DashboardFixture : IAsyncLifetime
{
    private readonly PendingRequests _pending = new();
    private WebApplicationFactory<DashboardMetrics> _dashboard = null!;

    /// <summary>PUBLIC_DASHBOARD.</summary>
    protected virtual bool IsPublic => false;

    public ServicesStub Services { get; private set; } = null!;

    /// <summary>Follows no redirects.</summary>
    public HttpClient Admin { get; private set; } = null!;

    public HttpClient Stranger { get; private set; } = null!;

    public LoggedErrors Errors { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Services = await ServicesStub.StartAsync();
        Services.IsPublic = IsPublic;
        _dashboard = new WebApplicationFactory<DashboardMetrics>().WithWebHostBuilder(host =>
        {
            host.UseSetting("ADMIN_PASSWORD", ServicesStub.Password);
            host.UseSetting("PUBLIC_DASHBOARD", IsPublic ? "true" : "false");
            host.UseSetting("RATE_LIMIT", "1234");
            host.UseSetting("services:aggregation:http:0", Services.Address);
            host.UseSetting("services:ingestion:http:0", Services.Address);
            host.UseSetting("services:notifications:http:0", Services.Address);
            host.ConfigureLogging(logging => logging.AddProvider(Errors));
            host.ConfigureServices(services =>
            {
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new StoppedClock()));
                services.ConfigureAll<HttpStandardResilienceOptions>(resilience => resilience.Retry.Delay = TimeSpan.Zero);
                services.ConfigureHttpClientDefaults(http => http.ConfigureAdditionalHttpMessageHandlers(
                    (handlers, _) => handlers.Insert(0, _pending.CreateHandler())));
            });
        });
        var options = new WebApplicationFactoryClientOptions { AllowAutoRedirect = false };
        Stranger = _dashboard.CreateClient(options);
        Admin = _dashboard.CreateClient(options);
        Admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServicesStub.Password);
        Admin.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        Admin.DefaultRequestHeaders.Add("X-Forwarded-Host", "telemetry.example");
    }

    /// <summary>Waits for background requests to services, so that they do not reach the stub in the next test.</summary>
    public Task SettleAsync() => Eventually.TrueAsync("the dashboard's requests have ended", () => Task.FromResult(_pending.Count == 0));

    public async ValueTask DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        await Services.DisposeAsync();
        Errors.AssertNone();
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Sample.Now;
    }

    private sealed class PendingRequests
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public DelegatingHandler CreateHandler() => new Handler(this);

        private sealed class Handler(PendingRequests pending) : DelegatingHandler
        {
            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                Interlocked.Increment(ref pending._count);
                try
                {
                    return await base.SendAsync(request, cancellationToken);
                }
                finally
                {
                    Interlocked.Decrement(ref pending._count);
                }
            }
        }
    }
}

public sealed class PublicDashboardFixture : DashboardFixture
{
    protected override bool IsPublic => true;
}
