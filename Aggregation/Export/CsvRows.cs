using CsvHelper;

namespace Telemetry.Aggregation.Export;

/// <summary>
/// CSV by RFC 4180 with a header, in UTF-8. A text that a spreadsheet would take for a formula, or that begins with an apostrophe, gets an
/// apostrophe before it; removing one restores the text. An empty cell is "" in text columns and null in others.
/// </summary>
internal sealed class CsvRows : RowWriter
{
    private const string Dangerous = "=+-@\t\r\n'";

    private static readonly CsvWriterOptions Options = new() { Quoting = CsvQuoting.WhenNeededOrWhitespace };

    private readonly CsvWriter _csv;

    public CsvRows(IReadOnlyList<ExportColumn> columns)
        : base(columns)
    {
        _csv = CsvWriter.Create(Piece, Options, leaveOpen: true);
        foreach (var column in columns)
            _csv.WriteField(column.Name);
        _csv.EndRecord();
    }

    public override string ContentType => "text/csv;charset=utf-8";

    /// <summary>Prefixes a text that a spreadsheet would compute.</summary>
    public static string Neutral(string text) =>
        text.Length > 0 && Dangerous.Contains(text[0], StringComparison.Ordinal) ? $"'{text}" : text;

    public override void Write(IReadOnlyList<string?> cells)
    {
        for (var i = 0; i < cells.Count; i++)
            _csv.WriteField(Columns[i].Type == CellType.Text ? Neutral(cells[i] ?? "") : cells[i]);
        _csv.EndRecord();
    }

    protected override void Flush() => _csv.Flush();

    protected override void Dispose(bool disposing)
    {
        _csv.Dispose();
        base.Dispose(disposing);
    }
}
