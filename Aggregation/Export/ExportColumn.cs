namespace Telemetry.Aggregation.Export;

/// <summary>What a column's cells are.</summary>
public enum CellType
{
    /// <summary>Text, "" when the client did not tell. A JSON string; in CSV neutralised.</summary>
    Text,

    /// <summary>A time (UTC), or null.</summary>
    Time,

    /// <summary>
    /// A number, true or false, an object or an array, as JSON writes it, or null. In CSV the same characters, and nothing for null.
    /// </summary>
    Json,
}

/// <summary>A column of an export, with one name in both formats.</summary>
/// <param name="Name">As in docs/protocols.md where the protocol has it.</param>
/// <param name="Expression">SQL, over the kind's rows.</param>
/// <param name="Type">What its cells are.</param>
public sealed record ExportColumn(string Name, string Expression, CellType Type)
{
    /// <summary>Text.</summary>
    public static ExportColumn Text(string name, string? expression = null) => new(name, expression ?? name, CellType.Text);

    /// <summary>A time.</summary>
    public static ExportColumn Time(string name, string? expression = null) => new(name, expression ?? name, CellType.Time);

    /// <summary>Anything else.</summary>
    public static ExportColumn Json(string name, string? expression = null) => new(name, expression ?? name, CellType.Json);
}
