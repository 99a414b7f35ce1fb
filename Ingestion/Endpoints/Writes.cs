using Telemetry.ServiceDefaults.Api;

namespace Telemetry.Ingestion.Endpoints;

/// <summary>Everything that can be written, by all protocols.</summary>
public static class Writes
{
    /// <summary>Maps every endpoint of the service but its health, and their description.</summary>
    public static void MapWrites(this WebApplication app)
    {
        app.MapReports();
        app.MapRuns();
        app.MapStarts();
        app.MapInstanceCommands();
        app.MapImports();
        app.MapReplay();
        app.MapApiDescription();
    }

    /// <summary>
    /// Says what a body holds. Any content type is taken, and none is looked at: <c>curl -d</c> names that of forms where a script does not
    /// tell it another.
    /// </summary>
    public static RouteHandlerBuilder Reads<TBody>(this RouteHandlerBuilder endpoint)
        where TBody : notnull => endpoint.Accepts<TBody>("application/json", "*/*");
}
