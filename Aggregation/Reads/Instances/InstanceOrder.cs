using System.Globalization;
using System.Text.RegularExpressions;

namespace Telemetry.Aggregation.Reads.Instances;

/// <summary>
/// An order by one value and then by id. The name is the query's; a minus is descending. In the value's SQL the metric's name is $4.
/// </summary>
internal sealed partial record InstanceOrder(string Name, InstanceOrder.ValueKind Kind, string Value)
{
    private const string Number = "case when jsonb_typeof(s.metrics -> $4) = 'number' then (s.metrics ->> $4)::numeric end";

    private static readonly IReadOnlyList<InstanceOrder> All =
    [
        .. Both("last_seen", ValueKind.Time, "s.last_seen_at"),
        .. Both("status", ValueKind.Text, "i.status"),
        .. Both("version", ValueKind.Text, "i.version"),
        .. Both("environment", ValueKind.Text, "i.environment collate \"C\""),
        .. Both("deployment_mode", ValueKind.Text, "i.deployment_mode collate \"C\""),
        // Instances without the metric are at the end either way.
        new("-metric", ValueKind.Number, $"coalesce({Number}, '-infinity')"),
        new("metric", ValueKind.Number, $"coalesce({Number}, 'infinity')"),
    ];

    internal enum ValueKind
    {
        Text,
        Time,
        Number,
    }

    /// <summary>All orders; the first one, newest seen first, is the default.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(order => order.Name)];

    public string By => $"{Value} {(IsDescending ? "desc" : "asc")}, instance_id";

    /// <summary>The value as text, independent of the session.</summary>
    public string ValueText => Kind == ValueKind.Time ? $"({Value} at time zone 'UTC')::text" : $"({Value})::text";

    /// <summary>SQL for the rows after a cursor: $5 is its value as text or null for the first page, $6 its id.</summary>
    public string After =>
        $"""
        and ($5 is null
          or ({Value} {(IsDescending ? "<=" : ">=")} {CursorValue}
            and ({Value} {(IsDescending ? "<" : ">")} {CursorValue} or instance_id > $6)))
        """;

    private bool IsDescending => Name[0] == '-';

    private string CursorValue => Kind switch
    {
        ValueKind.Time => "($5::timestamp at time zone 'UTC')",
        ValueKind.Number => "$5::numeric",
        _ => "$5",
    };

    public static InstanceOrder Named(string name) => All.First(order => order.Name == name);

    /// <summary>Whether a cursor's value has this order's type; PostgreSQL would fail on another one.</summary>
    public bool IsValue(string value) => Kind switch
    {
        ValueKind.Time =>
            DateTime.TryParseExact(value, "yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        ValueKind.Number => Digits().IsMatch(value),
        _ => !value.Any(char.IsControl),
    };

    private static InstanceOrder[] Both(string name, ValueKind kind, string value) =>
        [new($"-{name}", kind, value), new(name, kind, value)];

    [GeneratedRegex(@"\A-?([0-9]{1,1000}(\.[0-9]{1,1000})?|Infinity)\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Digits();
}
