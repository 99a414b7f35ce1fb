namespace Telemetry.Tests.Aggregation;

/// <summary>A host that listens on a port: a real connection decides how an export ends and how fast it goes.</summary>
public sealed class ExportHost(Servers servers) : RelayedHost(servers)
{
    /// <summary>Reads an export as a stream. Disposing the reader closes the connection.</summary>
    public async Task<StreamReader> OpenAsync(string kind)
    {
        var client = App.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", AggregationApp.Password);
        var response = await client.GetAsync($"/api/v1/admin/export/{kind}?format=ndjson", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return new StreamReader(await response.Content.ReadAsStreamAsync());
    }

    /// <summary>Stores runs over 60 days, of which only the newer ones have partitions.</summary>
    public Task GenerateRunsAsync(int count, int errorBytes, string salt = "") => App.ExecuteAsync(
        $"""
        insert into analytics.runs (run_key, created_at, updated_at, execution_id, random_id, app, type, status, status_sent, repo, slug,
        error)
        select md5('{salt}' || n)::uuid, now() - (n % 60) * interval '1 day' - (n / 60 / 10) * interval '1 second', now(), '{salt}' || n,
        'r', 'app ' || n % 50, 'lxc',
          'failed', 'failed', 'ProxmoxVE', '', repeat('x', {errorBytes})
        from generate_series(1, {count}) n
        """);

    // Maintenance would create partitions while a test inserts rows.
    protected override void Configure(IServiceCollection services) => services.RemoveMaintenance();

    protected override AggregationApp NewApp(string database)
    {
        var app = base.NewApp(database);
        app.UseKestrel(port: 0);
        return app;
    }
}
