namespace Telemetry.Aggregation.Reads.Runs;

/// <summary>The query parameters of questions about runs.</summary>
internal static class RunParameters
{
    /// <summary>Which runs it is about.</summary>
    public static QueryParameter[] Scope { get; } =
    [
        new("days", "The last days (UTC), today included: 1 to 365; 30 by default", IsInteger: true),
        new("repo", "The repository that the scripts came from", RunScope.Repos),
        new("slug", "The fork that the scripts came from, for example community-scripts/ProxmoxVE"),
    ];

    /// <summary>Which of them a list shows, and in which order.</summary>
    public static QueryParameter[] List { get; } =
    [
        .. Scope,
        new("page", "From 1", IsInteger: true),
        new("limit", "Records per page: 1 to 100; 50 by default", IsInteger: true),
        new("status", "Of the run", RunFilter.AllStatuses),
        new("app", "A part of the script's name, in any case"),
        new("search", "The same as app"),
        new("os", "The guest's operating system"),
        new("type", "Of the run", RunFilter.Types),
        new("sort", "A minus is descending; what is equal comes newest first", RunOrder.Names),
    ];
}
