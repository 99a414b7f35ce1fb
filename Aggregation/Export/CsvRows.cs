using CsvHelper;

namespace Telemetry.Aggregation.Export;

/// <summary>
/// CSV as RFC 4180 has it, with a header, in UTF-8. A cell of text that a spreadsheet would take for a formula has an apostrophe before it,
/// and so has one that begins with an apostrophe: taking one away from each that has one gives the text back. An empty cell is "" in a
/// column of text, and null in the others.
/// </summary>
public sealed class CsvRows : RowWriter
{
    private const string Dangerous = "=+-@\t\r\n'";

    private static readonly CsvWriterOptions Options = new() { Quoting = CsvQuoting.WhenNeededOrWhitespace };

    private readonly CsvWriter _csv;

    /// <summary>Writes the header.</summary>
    public CsvRows(IReadOnlyList<ExportColumn> columns)
        : base(columns)
    {
        _csv = CsvWriter.Create(Piece, Options, leaveOpen: true);
        foreach (var column in columns)
            _csv.WriteField(column.Name);
        _csv.EndRecord();
    }

    /// <inheritdoc/>
    public override string ContentType => "text/csv;charset=utf-8";

    /// <summary>A text that no spreadsheet computes.</summary>
    public static string Neutral(string text) =>
        text.Length > 0 && Dangerous.Contains(text[0], StringComparison.Ordinal) ? $"'{text}" : text;

    /// <inheritdoc/>
    public override void Write(IReadOnlyList<string?> cells)
    {
        for (var i = 0; i < cells.Count; i++)
            _csv.WriteField(Columns[i].Type == CellType.Text ? Neutral(cells[i] ?? "") : cells[i]);
        _csv.EndRecord();
    }

    /// <inheritdoc/>
    protected override void Flush() => _csv.Flush();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _csv.Dispose();
        base.Dispose(disposing);
    }
}
