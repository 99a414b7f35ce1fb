using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Telemetry.ServiceDefaults.Data;

/// <summary>Puts a service's schema in place.</summary>
public static class SchemaRegistration
{
    /// <summary>
    /// Migrates the schema with the scripts that are embedded in the assembly; the service is ready only when that is done. It needs an
    /// <see cref="NpgsqlDataSource"/>; <see cref="SchemaMigrator"/> can be asked for.
    /// </summary>
    public static void AddSchema(this IHostApplicationBuilder builder, string schema, Assembly assembly)
    {
        builder.Services.AddSingleton(services => new SchemaMigrator(
            schema,
            SchemaScript.EmbeddedIn(assembly),
            services.GetRequiredService<NpgsqlDataSource>(),
            services.GetRequiredService<ILogger<SchemaMigrator>>()));
        builder.Services.AddHostedService(services => services.GetRequiredService<SchemaMigrator>());
        builder.Services.AddHealthChecks().AddCheck<UpToDate>("schema", tags: [Defaults.Ready]);
    }

    // Once up to date, always so: whether the database answers right now is each service's own question.
    private sealed class UpToDate(SchemaMigrator migrator) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(migrator.Done.IsCompleted ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("the schema is not up to date yet"));
    }
}
