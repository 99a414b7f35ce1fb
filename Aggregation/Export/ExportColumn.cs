namespace Telemetry.Aggregation.Export;

internal enum CellType
{
    /// <summary>Text; "" if not sent. In CSV neutralised.</summary>
    Text,

    Time,

    /// <summary>JSON: a number, boolean, object, array or null. CSV has the same characters, and an empty cell for null.</summary>
    Json,
}

/// <summary>
/// A column of an export with its SQL expression. The name is the one of docs/protocols.md, if the protocol has the value.
/// </summary>
internal sealed record ExportColumn(string Name, string Expression, CellType Type)
{
    public static ExportColumn Text(string name, string? expression = null) => new(name, expression ?? name, CellType.Text);

    public static ExportColumn Time(string name, string? expression = null) => new(name, expression ?? name, CellType.Time);

    public static ExportColumn Json(string name, string? expression = null) => new(name, expression ?? name, CellType.Json);
}
