using System.Reflection;
using DbUp.ScriptProviders;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using Telemetry.ServiceDefaults.Http;

namespace Telemetry.ServiceDefaults.Data;

/// <summary>Registers the migration of a service's schema.</summary>
public static class SchemaRegistration
{
    /// <summary>
    /// Migrates the schema with the numbered scripts (<c>0001_name.sql</c>) embedded in the assembly; the service is ready only when that
    /// is done. Needs an <see cref="NpgsqlDataSource"/>, and registers <see cref="SchemaMigrator"/>.
    /// </summary>
    public static void AddSchema(this IHostApplicationBuilder builder, string schema, Assembly assembly)
    {
        builder.Services.AddSingleton(services => new SchemaMigrator(
            schema,
            new EmbeddedScriptProvider(assembly, IsMigration),
            services.GetRequiredService<NpgsqlDataSource>(),
            services.GetRequiredService<ILogger<SchemaMigrator>>()));
        builder.Services.AddHostedService(services => services.GetRequiredService<SchemaMigrator>());
        builder.Services.AddHealthChecks().AddCheck<UpToDate>("schema", tags: [HealthTags.Ready]);
    }

    // The journal has these names, so they leave out the assembly and the folder (LogicalName in the project). Other SQL resources have no
    // number.
    private static bool IsMigration(string resource) => char.IsAsciiDigit(resource[0]);

    // A schema stays up to date. Whether the database is reachable is checked elsewhere.
    private sealed class UpToDate(SchemaMigrator migrator) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(migrator.Done.IsCompleted
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("the schema is not up to date yet"));
    }
}
