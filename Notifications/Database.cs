using Telemetry.ServiceDefaults.Data;

namespace Telemetry.Notifications;

internal static class Database
{
    // docs/rules.md, rule 2
    private const int DeadlineSeconds = 10;

    // A lock of a process on a lost machine must not outlive it by hours.
    private const string SessionOptions =
        "-c idle_in_transaction_session_timeout=15s -c tcp_keepalives_idle=20 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3";

    public static void AddDatabase(this WebApplicationBuilder builder)
    {
        builder.AddNpgsqlDataSource("telemetry", configureDataSourceBuilder: dataSource =>
        {
            var connection = dataSource.ConnectionStringBuilder;
            connection.ApplicationName = "notifications";
            connection.Timeout = 3;
            connection.CommandTimeout = DeadlineSeconds;
            connection.MaxPoolSize = 10;
            connection.Options = SessionOptions;
        });
        builder.AddSchema("notifications", typeof(Database).Assembly);
    }
}
