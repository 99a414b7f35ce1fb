using Telemetry.Gateway.Access;
using Telemetry.Gateway.Description;
using Telemetry.Gateway.Health;
using Telemetry.ServiceDefaults;

namespace Telemetry.Gateway;

/// <summary>What the gateway answers itself.</summary>
internal static class OwnEndpoints
{
    /// <summary>Adds what the endpoints need; <see cref="MapOwnEndpoints"/> is its other half.</summary>
    public static void AddOwnEndpoints(this WebApplicationBuilder builder)
    {
        builder.AddHealth();
        builder.AddDescription();
    }

    /// <summary>Maps login and logout, health and the description of the API; visitors go to the dashboard.</summary>
    public static void MapOwnEndpoints(this WebApplication app)
    {
        app.MapGatewayPages();
        app.MapHealth();
        app.MapDescription();
        app.MapDefaultEndpoints();
        app.MapGet("/", () => TypedResults.Redirect("/dashboard")).ExcludeFromDescription();
    }
}
