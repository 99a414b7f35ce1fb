using Telemetry.ServiceDefaults.Data;

namespace Telemetry.Aggregation.Data;

/// <summary>The schema <c>analytics</c> in the database <c>telemetry</c>.</summary>
internal static class Database
{
    /// <summary>The time-out of a statement, in seconds (docs/rules.md, rule 2).</summary>
    public const int DeadlineSeconds = 10;

    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(DeadlineSeconds);

    // A transaction of a vanished process must not block other writers. JIT compilation costs more than these statements take. Pages come
    // from memory or a solid-state disk, so a random page costs little more than a sequential one.
    private const string SessionOptions = "-c idle_in_transaction_session_timeout=15s -c jit=off -c random_page_cost=1.1";

    public static void AddDatabase(this WebApplicationBuilder builder)
    {
        builder.AddNpgsqlDataSource("telemetry", configureDataSourceBuilder: dataSource =>
        {
            var connection = dataSource.ConnectionStringBuilder;
            connection.ApplicationName = "aggregation";
            connection.Timeout = 3;
            connection.CommandTimeout = DeadlineSeconds;

            // Small enough for several processes (tools/Manifests, ServerProfile.Postgres). When all are in use, callers wait within the
            // time-out.
            connection.MaxPoolSize = 40;
            connection.Options = SessionOptions;
            // The temporary tables of the intake stay with the connection; nothing else leaves state in a session.
            connection.NoResetOnClose = true;
        });
        builder.AddSchema("analytics", typeof(Database).Assembly);
    }
}
