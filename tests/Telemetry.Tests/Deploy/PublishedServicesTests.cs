using Aspire.Hosting;
using Npgsql;
using Telemetry.AppHost.Servers;
using Telemetry.Tests.Deploy.Cluster;
using Telemetry.Tests.Documentation;

namespace Telemetry.Tests.Deploy;

/// <summary>The published services with two pods each, as in a cluster.</summary>
[Collection(PublishedManifests.Collection)]
public sealed class PublishedServicesTests(PublishedPlatform platform) : IClassFixture<PublishedPlatform>
{
    [Fact]
    public async Task A_rolling_update_of_two_replicas_refuses_no_post_and_a_backup_under_load_restores()
    {
        await platform.StartAsync(pods: 2);
        var gateway = platform.Deployments.Single(deployment => deployment.Name == "gateway");
        Assert.Equal(0, (await gateway.CheckHealthAsync()).ExitCode);

        var load = new Load(platform.Gateway);
        await load.WaitForProgressAsync();
        await Eventually.TrueAsync("some starts are stored", async () => await ScalarAsync(platform.Database, Backup.Accounted) > 0);
        var backup = await BackUpAsync();
        await platform.ReplaceAsync();
        await load.WaitForProgressAsync();
        var acknowledged = await load.EndAsync();

        Assert.Empty(load.Refused);
        await Eventually.TrueAsync($"{acknowledged} is counted", async () => await CountedAsync() == acknowledged);
        await platform.StopAsync();
        await RestoreAsync(backup);
    }

    [Fact]
    public async Task A_pod_without_settings_names_each_missing_one_and_exits()
    {
        var ended =
            await Task.WhenAll(platform.Deployments.Select(async deployment =>
                (deployment.Name, Run: await deployment.RunAsync(new Dictionary<string, string>()))));

        Assert.All(ended, pod => Assert.Equal((pod.Name, 78), (pod.Name, pod.Run.ExitCode)));
        Assert.Equal(
            ["ConnectionStrings__cache", "ConnectionStrings__messaging", "ConnectionStrings__telemetry"],
            ended.Single(pod => pod.Name == "aggregation").Run.Errors.Split(' ')
                .Where(word => word.StartsWith("ConnectionStrings", StringComparison.Ordinal))
                .Order());
        Assert.All(ended, pod => Assert.Contains("ADMIN_PASSWORD", pod.Run.Errors, StringComparison.Ordinal));
    }

    // Runs the commands of docs/operations.md.
    private async Task<Backup> BackUpAsync()
    {
        var min = await ScalarAsync(platform.Database, Backup.Accounted);
        await RunAsync(Operations.Block("scripts/backup.sh"), platform.Database);
        var max = await ScalarAsync(platform.Database, Backup.Accounted);
        return new(min, max);
    }

    private async Task RestoreAsync(Backup backup)
    {
        var builder = Servers.CreateBuilder();
        var server = builder.AddPostgres("elsewhere").RunAsProcess();
        await using var app = builder.Build();
        await app.StartAsync();
        await app.ResourceNotifications.WaitForResourceHealthyAsync("elsewhere");
        var name = new NpgsqlConnectionStringBuilder(platform.Database).Database;
        var database = $"{await server.Resource.ConnectionStringExpression.GetValueAsync(CancellationToken.None)};Database={name}";

        await RunAsync(Operations.Block("scripts/restore.sh"), database);

        var restored = await ScalarAsync(database, Backup.Accounted);
        Assert.InRange(restored, backup.Min, backup.Max);
        Assert.Equal(restored, await ScalarAsync(database, Backup.Stored));
        Assert.Equal(restored, await ScalarAsync(database, Backup.RolledUp));
        await app.StopAsync();
    }

    private async Task RunAsync(string commands, string database)
    {
        var connection = new NpgsqlConnectionStringBuilder(database);
        await Command.OutputOfAsync(
            "sh",
            ["-ec", commands],
            directory: Path.GetDirectoryName(platform.Output),
            variables: new Dictionary<string, string?>
            {
                ["PGHOST"] = connection.Host,
                ["PGPORT"] = $"{connection.Port}",
                ["PGUSER"] = connection.Username,
                ["PGPASSWORD"] = connection.Password,
                ["PGDATABASE"] = connection.Database,
            });
    }

    private async Task<Acknowledged> CountedAsync()
    {
        var (runs, starts) = (await platform.ReadAsync("/api/dashboard?days=30&repo=all"), await platform.ReadAsync("/metrics"));
        return new(
            await ScalarAsync(platform.Database, "select count(*) from analytics.snapshots"),
            runs?.GetProperty("total_installs").GetInt64() ?? -1,
            starts?.GetProperty("total_deployments").GetInt64() ?? -1);
    }

    private static async Task<long> ScalarAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    // Queries that count starts. In a consistent snapshot of the database all three are equal.
    private sealed record Backup(long Min, long Max)
    {
        public const string Accounted = "select coalesce(sum(stored), 0)::bigint from analytics.account where kind = 'start'";
        public const string Stored = "select count(*) from analytics.starts";
        public const string RolledUp = "select coalesce(sum(starts), 0)::bigint from analytics.start_days";
    }
}
