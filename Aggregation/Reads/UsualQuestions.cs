using System.Collections.Concurrent;
using Npgsql;
using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Reads.Applications;
using Telemetry.Aggregation.Reads.Runs;
using Telemetry.Aggregation.Upkeep;
using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.Aggregation.Reads;

/// <summary>What somebody is likely to ask next: the overviews, and the applications that were looked at lately.</summary>
public sealed class UsualQuestions(NpgsqlDataSource dataSource, StuckRuns stuck, AggregationSettings settings, TimeProvider time)
{
    private static readonly TimeSpan Lately = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _asked = new(StringComparer.Ordinal);

    /// <summary>Somebody has looked at an application's metrics; it exists.</summary>
    public void Asked(string app) => _asked[app] = time.GetUtcNow();

    /// <summary>The questions.</summary>
    public IEnumerable<Question> All()
    {
        yield return StatsEndpoint.Question(dataSource);
        yield return ApplicationEndpoints.ListQuestion(dataSource);
        yield return OverviewEndpoint.Question(dataSource, time);

        foreach (var scope in RunScope.Usual(settings, time))
        {
            yield return ScriptsEndpoint.Question(dataSource, scope);
            foreach (var admin in settings.Access.PublicDashboard ? new[] { true, false } : [true])
            {
                yield return DashboardEndpoint.Question(dataSource, scope, admin);
                yield return ErrorsEndpoint.Question(dataSource, stuck, scope, admin);
            }
        }

        foreach (var (app, at) in _asked)
        {
            if (time.GetUtcNow() - at > Lately)
            {
                _asked.TryRemove(app, out _);
                continue;
            }

            foreach (var period in Period.Usual)
                yield return MetricsEndpoint.Question(dataSource, time, app, period);
        }
    }
}
