using Microsoft.AspNetCore.WebUtilities;

namespace Telemetry.Dashboard.Pages.Applications;

/// <summary>
/// The parameters of an application's page. Each link on it changes one of them and keeps the others. Metric, Period and Statistic are for
/// the metric over time, Days is for instances and versions by day, and Search, Status, Sort (a minus is descending) and By (the metric to
/// sort by) are for the list of instances.
/// </summary>
internal sealed record ApplicationView(
    string Slug, string? Metric, string Period, string Statistic, string Days, string Search, string? Status, string Sort, string? By)
{
    private const string DefaultPeriod = "30d";
    private const string DefaultStatistic = "sum";
    private const string DefaultSort = "-last_seen";
    private const string ByMetric = "metric";

    private static readonly (string Value, string Name)[] Hours = [("24h", "24 hours"), ("7d", "7 days")];

    private static readonly (string Value, string Name)[] AllDays =
        [(DefaultPeriod, "30 days"), ("3m", "90 days"), ("1y", "1 year"), ("all", "All time")];

    private static readonly (string Value, string Name)[] AllStatistics =
        [(DefaultStatistic, "Sum"), ("avg", "Average"), ("median", "Median"), ("p95", "p95")];

    private static readonly string[] SortFields = ["last_seen", "status", "version", "environment", "deployment_mode", ByMetric];

    public static IReadOnlyList<string> Statuses { get; } = ["active", "pending", "revoked"];

    public bool IsFiltered => Search.Length > 0 || Status is not null;

    /// <summary>Whether the metric has a point per hour; otherwise per day.</summary>
    public bool IsHourly => Hours.Any(hours => hours.Value == Period);

    public LinkChoice Periods => Choice("Time", [.. Hours, .. AllDays], Period, period => WithMetric(Metric, period));

    public LinkChoice Statistics =>
        Choice("Statistic", AllStatistics, Statistic, statistic => (this with { Statistic = statistic }).Address("over-time"));

    public LinkChoice DayRanges => Choice("Days", AllDays, Days, days => (this with { Days = days }).Address("days"));

    /// <summary>Missing and invalid parameters get their defaults.</summary>
    public static ApplicationView Parse(string slug, DetailsModel.QueryParameters query)
    {
        var sort = query.Sort is { } wanted && SortFields.Contains(wanted.StartsWith('-') ? wanted[1..] : wanted) ? wanted : DefaultSort;
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

    public string WithMetric(string? metric, string? period = null) =>
        (this with { Metric = metric, Period = period ?? Period }).Address("over-time");

    public string AllInstances() => (this with { Search = "", Status = null }).Address("instances");

    /// <summary>After is the cursor of the page; null for the first one.</summary>
    public string Instances(string? after) => Address("instances", after);

    public SortLink OrderBy(string field, string? metric = null) => SortLink.By(
        field,
        Sort,
        isCurrent: Sort.TrimStart('-') == field && By == metric,
        descendsFirst: field is "last_seen" or ByMetric,
        sort => (this with { Sort = sort, By = metric }).Address("instances"));

    public SortLink OrderByMetric(string metric) => OrderBy(ByMetric, metric);

    /// <summary>The parameters that the form of the list keeps, without those that it sets.</summary>
    public IEnumerable<KeyValuePair<string, string?>> HiddenFields =>
        Query(after: null).Where(entry => entry.Key is not ("q" or "status") && entry.Value is not null);

    private string Address(string part, string? after = null) =>
        QueryHelpers.AddQueryString(Links.Application(Slug), Query(after)) + $"#{part}";

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

    private static LinkChoice Choice(string label, (string Value, string Name)[] options, string selected, Func<string, string> address) =>
        new(label, [.. options.Select(option => new LinkChoice.Option(option.Name, address(option.Value), option.Value == selected))]);
}
