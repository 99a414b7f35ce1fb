namespace Telemetry.Dashboard.Api;

/// <summary>
/// The number of open incidents, for pages about something else. It is requested once per request to the dashboard, together with the
/// page's own data (<see cref="OpenIncidentsFilter"/>). It fails no page: without a response within a second the number is 0.
/// </summary>
internal sealed class OpenIncidents(AlertApi alerts)
{
    private Task<IncidentPage?>? _page;

    public void Start(CancellationToken cancellationToken) => _page ??= alerts.TryOpenCountsAsync(cancellationToken);

    public async Task<long> CountAsync(CancellationToken cancellationToken) => (await PageAsync(cancellationToken))?.Open ?? 0;

    /// <summary>By slug; applications without open incidents are left out.</summary>
    public async Task<IReadOnlyDictionary<string, long>> CountByApplicationAsync(CancellationToken cancellationToken) =>
        (await PageAsync(cancellationToken))?.OpenByApp ?? new Dictionary<string, long>();

    private Task<IncidentPage?> PageAsync(CancellationToken cancellationToken)
    {
        Start(cancellationToken);
        return _page!;
    }
}
