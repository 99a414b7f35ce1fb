using Microsoft.AspNetCore.WebUtilities;
using Telemetry.Dashboard.Display;

namespace Telemetry.Dashboard.Pages.Applications;

/// <summary>What of an application is looked at. Each link changes one thing and keeps the rest.</summary>
/// <param name="Slug">The application.</param>
/// <param name="Metric">The metric to show over time; null: none.</param>
/// <param name="Period">Over which time.</param>
/// <param name="Statistic">As what of the instances' values.</param>
/// <param name="Days">Over which time to show instances and versions.</param>
/// <param name="Search">Part of an instance's id, version, environment or mode; "" for all.</param>
/// <param name="Status">pending, active, revoked, or null for all.</param>
/// <param name="Sort">The order of the instances; a minus is descending.</param>
/// <param name="By">The metric of whose values that is the order.</param>
public sealed record ApplicationView(
    string Slug, string? Metric, string Period, string Statistic, string Days, string Search, string? Status, string Sort, string? By)
{
    private const string DefaultPeriod = "30d";
    private const string DefaultStatistic = "sum";
    private const string DefaultSort = "-last_seen";
    private const string ByMetric = "metric";

    private static readonly (string Value, string Name)[] Hours = [("24h", "24 hours"), ("7d", "7 days")];
    private static readonly (string Value, string Name)[] AllDays = [(DefaultPeriod, "30 days"), ("3m", "90 days"), ("1y", "1 year"), ("all", "All time")];
    private static readonly (string Value, string Name)[] AllStatistics = [(DefaultStatistic, "Sum"), ("avg", "Average"), ("median", "Median"), ("p95", "p95")];
    private static readonly string[] SortFields = ["last_seen", "status", "version", "environment", "deployment_mode", ByMetric];

    /// <summary>What an instance's status may be.</summary>
    public static IReadOnlyList<string> Statuses { get; } = ["active", "pending", "revoked"];

    /// <summary>Whether the list of instances is narrowed at all.</summary>
    public bool IsFiltered => Search.Length > 0 || Status is not null;

    /// <summary>Whether the metric's points are hours.</summary>
    public bool IsHourly => Hours.Any(hours => hours.Value == Period);

    /// <summary>Other periods of the metric.</summary>
    public Ranges Periods => Choice("Time", [.. Hours, .. AllDays], Period, period => With(Metric, period));

    /// <summary>Other statistics of the metric.</summary>
    public Ranges Statistics => Choice("Statistic", AllStatistics, Statistic, statistic => (this with { Statistic = statistic }).Address("over-time"));

    /// <summary>Other days of instances and versions.</summary>
    public Ranges DayRanges => Choice("Days", AllDays, Days, days => (this with { Days = days }).Address("days"));

    /// <summary>What a query asks for; what it does not ask for, or not rightly, is as usual.</summary>
    public static ApplicationView Of(string slug, DetailsModel.Query query)
    {
        var sort = query.Sort is { } asked && SortFields.Contains(asked.StartsWith('-') ? asked[1..] : asked) ? asked : DefaultSort;
        var by = sort.EndsWith(ByMetric, StringComparison.Ordinal) ? query.By : null;
        return new(
            slug,
            query.Metric,
            Hours.Concat(AllDays).Any(period => period.Value == query.Period) ? query.Period! : DefaultPeriod,
            AllStatistics.Any(statistic => statistic.Value == query.Statistic) ? query.Statistic! : DefaultStatistic,
            AllDays.Any(days => days.Value == query.Days) ? query.Days! : DefaultPeriod,
            SearchText.Clean(query.Q),
            Statuses.Contains(query.Status) ? query.Status : null,
            by is null && sort.EndsWith(ByMetric, StringComparison.Ordinal) ? DefaultSort : sort,
            by);
    }

    /// <summary>The same with a metric over time.</summary>
    public string With(string? metric, string? period = null) => (this with { Metric = metric, Period = period ?? Period }).Address("over-time");

    /// <summary>The first page of all instances.</summary>
    public string AllInstances() => (this with { Search = "", Status = null }).Address("instances");

    /// <summary>The page of instances after another one; null: the first one.</summary>
    public string Instances(string? after) => Address("instances", after);

    /// <summary>The list of instances in another order, from its beginning.</summary>
    public Order OrderBy(string field, string? metric = null)
    {
        var isCurrent = Sort.TrimStart('-') == field && By == metric;
        var isDescending = isCurrent && Sort[0] == '-';
        // The newest and the largest are the first wish of who sorts by time or number; of everything else it is the alphabet.
        var next = isCurrent ? (isDescending ? field : $"-{field}") : field is "last_seen" or ByMetric ? $"-{field}" : field;
        return new((this with { Sort = next, By = metric }).Address("instances"), !isCurrent ? null : isDescending ? "descending" : "ascending");
    }

    /// <summary>The list of instances in the order of a metric's values.</summary>
    public Order OrderByMetric(string metric) => OrderBy(ByMetric, metric);

    /// <summary>All that differs from the usual, but for the list of instances: for its form.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Beside => Query(after: null).Where(entry => entry.Key is not ("q" or "status") && entry.Value is not null);

    private string Address(string part, string? after = null) => QueryHelpers.AddQueryString(Links.Application(Slug), Query(after)) + $"#{part}";

    private Dictionary<string, string?> Query(string? after) => new()
    {
        ["metric"] = Metric,
        ["period"] = Period == DefaultPeriod ? null : Period,
        ["statistic"] = Statistic == DefaultStatistic ? null : Statistic,
        ["days"] = Days == DefaultPeriod ? null : Days,
        ["q"] = Search.Length > 0 ? Search : null,
        ["status"] = Status,
        ["sort"] = Sort == DefaultSort ? null : Sort,
        ["by"] = By,
        ["after"] = after,
    };

    private static Ranges Choice(string label, (string Value, string Name)[] all, string chosen, Func<string, string> address) =>
        new(label, [.. all.Select(one => new Ranges.Range(one.Name, address(one.Value), one.Value == chosen))]);

    /// <summary>A way to sort the list.</summary>
    /// <param name="Address">Where it leads.</param>
    /// <param name="Aria">How the list is sorted by it now; null: not by it.</param>
    public sealed record Order(string Address, string? Aria);
}
