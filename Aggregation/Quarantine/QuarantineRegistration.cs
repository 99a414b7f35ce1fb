using Telemetry.Aggregation.Settings;
using Telemetry.ServiceDefaults.Access;

namespace Telemetry.Aggregation.Quarantine;

/// <summary>What could not be read or stored, and what an admin does with it.</summary>
internal static class QuarantineRegistration
{
    // Within what the gateway waits.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(8);

    /// <summary>Adds what the endpoints need; <see cref="MapQuarantine"/> is its other half.</summary>
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

    /// <summary>Maps them, under <c>/api/v1/admin/quarantine</c>.</summary>
    public static void MapQuarantine(this RouteGroupBuilder admin)
    {
        var quarantine = admin.MapGroup("quarantine").WithTags("quarantine").AddEndpointFilter<RouteGroupBuilder, IngestionAway>();
        QuarantineList.Map(quarantine);
        QuarantineCommands.Map(quarantine);
    }
}
