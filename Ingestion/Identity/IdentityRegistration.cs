using Npgsql;
using Telemetry.ServiceDefaults.Data;

namespace Telemetry.Ingestion.Identity;

/// <summary>Puts the instances at the service's disposal.</summary>
public static class IdentityRegistration
{
    /// <summary>The schema <c>identity</c> and its store.</summary>
    public static void AddIdentity(this WebApplicationBuilder builder)
    {
        // No health check: known instances are served also while the database is away.
        builder.AddNpgsqlDataSource("telemetry", settings => settings.DisableHealthChecks = true, Bound);
        builder.AddSchema("identity", typeof(IdentityRegistration).Assembly);
        builder.Services.AddSingleton<InstanceStore>();
    }

    // Within the deadline of a request (Deadlines.Whole), and few enough connections for several processes.
    private static void Bound(NpgsqlDataSourceBuilder database)
    {
        database.ConnectionStringBuilder.Timeout = 3;
        database.ConnectionStringBuilder.CommandTimeout = 3;
        database.ConnectionStringBuilder.MaxPoolSize = 20;
    }
}
