using Telemetry.ServiceDefaults.Api;

namespace Telemetry.Aggregation.Reads.Runs;

/// <summary>The query parameters of responses about runs.</summary>
internal static class RunParameters
{
    public static QueryParameter[] Scope { get; } =
    [
        QueryParameter.Integer("days", "The last days (UTC), today included", RunScope.DefaultDays, least: 1, RunScope.MaxDays),
        new("repo", "The repository that the scripts came from", RunScope.Repos),
        new("slug",
            "The fork that the scripts came from, for example community-scripts/ProxmoxVE") { MostCharacters = Query.MostCharacters },
    ];

    public static QueryParameter[] List { get; } =
    [
        .. Scope,
        QueryParameter.Integer("page", "The page", fallback: 1, least: 1, most: int.MaxValue),
        QueryParameter.Integer("limit", "Records per page", fallback: 50, least: 1, most: 100),
        new("status", "Of the run; any, if not given", ["", .. RunFilter.AllStatuses]),
        new("app", "A part of the script's name, in any case") { MostCharacters = Query.MostCharacters },
        new("search", "The same as app") { MostCharacters = Query.MostCharacters },
        new("os", "The guest's operating system") { MostCharacters = Query.MostCharacters },
        new("type", "Of the run; any, if not given", ["", .. RunFilter.Types]),
        new("execution_id", "One run, whatever else is asked for; for the admin alone") { MostCharacters = Query.MostCharacters },
        new("sort", "A minus is descending; what is equal comes newest first", RunOrder.Names),
    ];
}
