using System.Collections.Concurrent;
using Npgsql;
using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Maintenance;
using Telemetry.Aggregation.Reads.Applications;
using Telemetry.Aggregation.Reads.Runs;
using Telemetry.Aggregation.Reads.Starts;
using Telemetry.Aggregation.Settings;

namespace Telemetry.Aggregation.Reads;

/// <summary>What somebody is likely to ask next: the overviews, and the applications that were looked at lately.</summary>
internal sealed class UsualQuestions(NpgsqlDataSource dataSource, StuckRuns stuck, AggregationSettings settings, TimeProvider time)
{
    private static readonly TimeSpan Lately = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _asked = new(StringComparer.Ordinal);

    /// <summary>Somebody has looked at an application's metrics; it exists.</summary>
    public void Asked(string app) => _asked[app] = time.GetUtcNow();

    /// <summary>The questions.</summary>
    public IEnumerable<Question> All()
    {
        bool[] readers = settings.Access.PublicDashboard ? [true, false] : [true];
        foreach (var admin in readers)
            yield return StatsEndpoint.Question(dataSource, admin);
        yield return ApplicationEndpoints.ListQuestion(dataSource);
        yield return OverviewEndpoint.Question(dataSource, time);

        foreach (var question in StartSeriesEndpoint.Usual(dataSource, time))
            yield return question;

        foreach (var scope in RunScope.Usual(settings, time))
        {
            yield return ScriptsEndpoint.Question(dataSource, scope);
            foreach (var admin in readers)
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
            {
                foreach (var admin in readers)
                    yield return MetricsEndpoint.Question(dataSource, time, app, period, admin);
            }
        }
    }
}
