namespace Telemetry.Dashboard.Api;

internal sealed class StartApi(HttpClient http, PageFreshness freshness)
{
    /// <summary>The last 1 to 365 days (UTC), today included.</summary>
    public async Task<StartSeries> SeriesAsync(int days, CancellationToken cancellationToken)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"/api/v1/admin/starts?days={days}");
        return (await http.ReadAsync<StartSeries>(freshness, address, cancellationToken)).Expect("starts by day");
    }

    /// <summary>Newest first; for the admin only.</summary>
    public async Task<IReadOnlyList<Start>> NewestAsync(CancellationToken cancellationToken) =>
        (await http.ReadAsync<Start[]>(freshness, "/deployments", cancellationToken)).Expect("list of starts");
}
