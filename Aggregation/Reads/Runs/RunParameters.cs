namespace Telemetry.Aggregation.Reads.Runs;

internal static class RunParameters
{
    public static QueryParameter[] Scope { get; } =
    [
        QueryParameter.Integer("days", "The last days (UTC), today included", RunScope.DefaultDays, min: 1, RunScope.MaxDays),
        new("repo", "The repository that the scripts came from", RunScope.Repos),
        new("slug",
            "The fork that the scripts came from, for example community-scripts/ProxmoxVE") { MaxCharacters = Query.MaxCharacters },
    ];

    public static QueryParameter[] List { get; } =
    [
        .. Scope,
        QueryParameter.Integer("page", "The page", fallback: 1, min: 1, max: int.MaxValue),
        QueryParameter.Integer("limit", "Records per page", fallback: 50, min: 1, max: 100),
        new("status", "Of the run; any, if not given", ["", .. RunFilter.AllStatuses]),
        new("app", "A part of the script's name, in any case") { MaxCharacters = Query.MaxCharacters },
        new("search", "The same as app") { MaxCharacters = Query.MaxCharacters },
        new("os", "The guest's operating system") { MaxCharacters = Query.MaxCharacters },
        new("type", "Of the run; any, if not given", ["", .. RunFilter.Types]),
        new("execution_id", "One run, regardless of the other parameters; for the admin alone") { MaxCharacters = Query.MaxCharacters },
        new("sort", "A minus is descending; what is equal comes newest first", RunOrder.Names),
    ];
}
