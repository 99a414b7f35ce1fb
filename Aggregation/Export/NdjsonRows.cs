using System.Text.Encodings.Web;
using System.Text.Json;

namespace Telemetry.Aggregation.Export;

/// <summary>One JSON object per line. Numbers and objects are what they are; what a client did not tell is "" or null.</summary>
public sealed class NdjsonRows : RowWriter
{
    // It goes into a file and not into a page.
    private static readonly JsonWriterOptions Options = new(
        ) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly JsonEncodedText[] _names;
    private readonly Utf8JsonWriter _json;

    /// <summary>Makes the writer.</summary>
    public NdjsonRows(IReadOnlyList<ExportColumn> columns)
        : base(columns)
    {
        _names = [.. columns.Select(column => JsonEncodedText.Encode(column.Name))];
        _json = new Utf8JsonWriter(Piece, Options);
    }

    /// <inheritdoc/>
    public override string ContentType => "application/x-ndjson";

    /// <inheritdoc/>
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

    /// <inheritdoc/>
    protected override void Flush() => _json.Flush();

    /// <inheritdoc/>
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
