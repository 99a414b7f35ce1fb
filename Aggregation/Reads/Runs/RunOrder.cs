namespace Telemetry.Aggregation.Reads.Runs;

/// <summary>An order by a value and then by time, or by time alone.</summary>
internal sealed record RunOrder(string Name)
{
    private const string Created = "created";
    private const string Status = "status";

    private static readonly string[] Fields = [Created, "nsapp", Status, "type", "os_type"];

    /// <summary>The default first; a minus is descending.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Fields.SelectMany(field => new[] { $"-{field}", field })];

    public static RunOrder Newest { get; } = new(Names[0]);

    public string Direction => Name[0] == '-' ? "desc" : "asc";

    /// <summary>Days of equal values: newest first, unless the list begins with the oldest run.</summary>
    public string DayDirection => Name == Created ? "asc" : "desc";

    /// <summary>Runs of a day, in the order of the index on them, forwards or backwards.</summary>
    public string RowOrder => Name == Created ? "created_at, run_key desc" : "created_at desc, run_key";

    /// <summary>The column of the value; null for the order by time alone.</summary>
    public string? Column => Name.TrimStart('-') switch
    {
        Created => null,
        "nsapp" => "app",
        var name => name,
    };

    /// <summary>Rows (value, number of runs) of run_script_days for SQL's <c>values</c>.</summary>
    public string Values(IReadOnlyList<string> statuses) => Column switch
    {
        null => $"('', {string.Join(" + ", statuses)})",
        Status => string.Join(", ", statuses.Select(status => $"('{status}', {status})")),
        "os_type" => $"(os, {string.Join(" + ", statuses)})",
        var column => $"({column}, {string.Join(" + ", statuses)})",
    };
}
