using Telemetry.ServiceDefaults.Access;
using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.Dashboard.Api;

internal static class ServiceClients
{
    // Longer than all attempts of the resilience handler together (ServiceDefaults, 8 s). It also bounds the reading of the body.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    // 50 instances or snapshots of 64 KiB each are 3.2 MB.
    private const long MaxResponseBytes = 16 << 20;

    /// <summary>
    /// Adds the HTTP clients of the services behind the dashboard. They send the admin's bearer for the admin and none for other readers,
    /// so that the services suppress what is not public.
    /// </summary>
    public static void AddServiceClients(this WebApplicationBuilder builder, AccessSettings access)
    {
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddScoped<PageFreshness>();
        builder.Services.AddScoped<OpenIncidents>();
        builder.Services.AddHttpClient<ApplicationApi>(Configure("http://aggregation"));
        builder.Services.AddHttpClient<RunApi>(Configure("http://aggregation"));
        builder.Services.AddHttpClient<StartApi>(Configure("http://aggregation"));
        builder.Services.AddHttpClient<QuarantineApi>(Configure("http://aggregation"));
        builder.Services.AddHttpClient<AlertApi>(Configure("http://aggregation"));
        builder.Services.AddHttpClient<DeliveryApi>(Configure("http://notifications"));
        builder.Services.AddHttpClient<InstanceCommandApi>(Configure("http://ingestion"));

        // A client is created for one request to the dashboard.
        Action<IServiceProvider, HttpClient> Configure(string address) => (services, http) =>
        {
            http.BaseAddress = new Uri(address);
            if (services.GetRequiredService<IHttpContextAccessor>().HttpContext is { User: var reader } && AdminAccess.IsAdmin(reader))
                http.DefaultRequestHeaders.Authorization = AdminAccess.Header(access);
            http.Timeout = Timeout;
            http.MaxResponseContentBufferSize = MaxResponseBytes;
        };
    }
}
