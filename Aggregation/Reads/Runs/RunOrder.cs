namespace Telemetry.Aggregation.Reads.Runs;

/// <summary>The order of a list of runs: by a value and then by time, or by time alone.</summary>
/// <param name="Name">As in the query.</param>
internal sealed record RunOrder(string Name)
{
    private const string Created = "created";
    private const string Status = "status";

    private static readonly string[] Fields = [Created, "nsapp", Status, "type", "os_type"];

    /// <summary>The values of the parameter, the default first: a minus is descending.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Fields.SelectMany(field => new[] { $"-{field}", field })];

    public static RunOrder Newest { get; } = new(Names[0]);

    /// <summary>Of the values.</summary>
    public string Direction => Name[0] == '-' ? "desc" : "asc";

    /// <summary>Of the days among equal values: the newest one first, unless the list begins with the oldest.</summary>
    public string DayDirection => Name == Created ? "asc" : "desc";

    /// <summary>Of the runs of a day: the index on them, forwards or backwards.</summary>
    public string RowOrder => Name == Created ? "created_at, run_key desc" : "created_at desc, run_key";

    /// <summary>The column of runs with the value, or null: by time alone.</summary>
    public string? Column => Name.TrimStart('-') switch
    {
        Created => null,
        "nsapp" => "app",
        var name => name,
    };

    /// <summary>The runs in a cell of run_script_days: rows (value, runs) for SQL's <c>values</c>.</summary>
    /// <param name="statuses">Those that count; names of columns.</param>
    public string Values(IReadOnlyList<string> statuses) => Column switch
    {
        null => $"('', {string.Join(" + ", statuses)})",
        Status => string.Join(", ", statuses.Select(status => $"('{status}', {status})")),
        "os_type" => $"(os, {string.Join(" + ", statuses)})",
        var column => $"({column}, {string.Join(" + ", statuses)})",
    };
}
