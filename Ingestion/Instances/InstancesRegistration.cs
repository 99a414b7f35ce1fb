using Npgsql;
using Telemetry.ServiceDefaults.Data;

namespace Telemetry.Ingestion.Instances;

internal static class InstancesRegistration
{
    /// <summary>Adds the schema <c>identity</c>, its store, and the cache of known instances.</summary>
    public static void AddInstances(this WebApplicationBuilder builder)
    {
        // No health check: known instances can send while the database is unreachable.
        builder.AddNpgsqlDataSource("telemetry", settings => settings.DisableHealthChecks = true, SetLimits);
        builder.AddSchema("identity", typeof(InstancesRegistration).Assembly);
        builder.Services.AddSingleton<InstanceStore>();
        builder.Services.AddSingleton<KnownInstances>();
        builder.Services.AddHostedService(services => services.GetRequiredService<KnownInstances>());
        builder.Services.AddHostedService<ChangeFeed>();
    }

    public static void MapInstances(this WebApplication app)
    {
        app.MapInstanceEndpoints();
        app.MapInstanceCommands();
    }

    // Timeouts fit within a request's deadline (RequestDeadline.Duration); the number of connections allows for several processes.
    private static void SetLimits(NpgsqlDataSourceBuilder database)
    {
        database.ConnectionStringBuilder.Timeout = 3;
        database.ConnectionStringBuilder.CommandTimeout = 3;
        database.ConnectionStringBuilder.MaxPoolSize = 20;
    }
}
