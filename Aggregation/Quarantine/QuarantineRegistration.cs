using Telemetry.Aggregation.Settings;
using Telemetry.ServiceDefaults.Access;

namespace Telemetry.Aggregation.Quarantine;

internal static class QuarantineRegistration
{
    // Shorter than the time-out of the gateway.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(8);

    public static void AddQuarantine(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Replays>();
        builder.Services.AddHttpClient<IngestionReplay>((services, http) =>
        {
            http.BaseAddress = new Uri("http://ingestion");
            http.DefaultRequestHeaders.Authorization = AdminAccess.Header(services.GetRequiredService<AggregationSettings>().Access);
            http.Timeout = Deadline;
        });
    }

    public static void MapQuarantine(this RouteGroupBuilder admin)
    {
        var quarantine = admin.MapGroup("quarantine").WithTags("quarantine").AddEndpointFilter<RouteGroupBuilder, IngestionUnavailable>();
        QuarantineList.Map(quarantine);
        QuarantineCommands.Map(quarantine);
    }
}
