using System.Text.Encodings.Web;
using System.Text.Json;

namespace Telemetry.Aggregation.Export;

/// <summary>JSON numbers and objects stay what they are; values that were not sent are "" or null.</summary>
internal sealed class NdjsonRows : RowWriter
{
    // The output is a file and not part of a page, so HTML characters stay unescaped.
    private static readonly JsonWriterOptions Options = new(
        ) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly JsonEncodedText[] _names;
    private readonly Utf8JsonWriter _json;

    public NdjsonRows(IReadOnlyList<ExportColumn> columns)
        : base(columns)
    {
        _names = [.. columns.Select(column => JsonEncodedText.Encode(column.Name))];
        _json = new Utf8JsonWriter(Piece, Options);
    }

    public override string ContentType => "application/x-ndjson";

    public override void Write(IReadOnlyList<string?> cells)
    {
        _json.WriteStartObject();
        for (var i = 0; i < cells.Count; i++)
        {
            _json.WritePropertyName(_names[i]);
            WriteValue(Columns[i].Type, cells[i]);
        }

        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        Piece.WriteByte((byte)'\n');
    }

    protected override void Flush() => _json.Flush();

    protected override void Dispose(bool disposing)
    {
        _json.Dispose();
        base.Dispose(disposing);
    }

    private void WriteValue(CellType type, string? cell)
    {
        if (type == CellType.Text)
            _json.WriteStringValue(cell ?? "");
        else if (cell is null)
            _json.WriteNullValue();
        else if (type == CellType.Json)
            _json.WriteRawValue(cell, skipInputValidation: true);
        else
            _json.WriteStringValue(cell);
    }
}
