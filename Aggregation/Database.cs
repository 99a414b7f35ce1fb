using Telemetry.ServiceDefaults.Data;

namespace Telemetry.Aggregation;

/// <summary>The schema <c>analytics</c> in the database <c>telemetry</c>.</summary>
internal static class Database
{
    /// <summary>A request waits so long for a statement (rule 2), in seconds.</summary>
    public const int DeadlineSeconds = 10;

    /// <summary>The same, where a time is asked for.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(DeadlineSeconds);

    // A writer that has vanished in the middle of a transaction must not keep the others from writing. Compiling costs more than these
    // statements take. What they look up is in memory, or on a disk without a head to move.
    private const string SessionOptions = "-c idle_in_transaction_session_timeout=15s -c jit=off -c random_page_cost=1.1";

    public static void AddDatabase(this WebApplicationBuilder builder)
    {
        builder.AddNpgsqlDataSource("telemetry", configureDataSourceBuilder: dataSource =>
        {
            var connection = dataSource.ConnectionStringBuilder;
            connection.ApplicationName = "aggregation";
            connection.Timeout = 3;
            connection.CommandTimeout = DeadlineSeconds;

            // Few enough for several processes (tools/Manifests, ServerProfile.Postgres). Who finds none free waits, within the time-out.
            connection.MaxPoolSize = 40;
            connection.Options = SessionOptions;
            // The intake's scratch tables stay with the connection; nothing else leaves a trace in a session.
            connection.NoResetOnClose = true;
        });
        builder.AddSchema("analytics", typeof(Database).Assembly);
    }
}
