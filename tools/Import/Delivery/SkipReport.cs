using System.Text;
using System.Text.Json;
using CsvHelper;

namespace Telemetry.Import.Delivery;

/// <summary>A file with the position of every skipped record and the reason: NDJSON for *.ndjson and *.jsonl, else CSV.</summary>
internal sealed class SkipReport : IDisposable
{
    // Spreadsheets evaluate a cell that begins with = + - @.
    private static readonly CsvWriterOptions Options = new() { Injection = CsvInjection.Escape };

    private readonly StreamWriter _file;
    private readonly CsvWriter? _csv;

    /// <summary>Append keeps the file's content. Throws <see cref="IOException"/> if it cannot be written.</summary>
    public SkipReport(string path, bool append)
    {
        var isEmpty = !append || !File.Exists(path) || new FileInfo(path).Length == 0;
        _file = new StreamWriter(path, append, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        if (path.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase))
            return;

        _csv = CsvWriter.Create(_file, Options, leaveOpen: true);
        if (isEmpty)
            _csv.WriteRecord("kind", "record", "reason");
    }

    public void Write(IEnumerable<(SentRecord Record, string Reason)> skipped)
    {
        foreach (var (record, reason) in skipped)
        {
            if (_csv is null)
                _file.WriteLine(JsonSerializer.Serialize(new { kind = record.Kind, record = record.Position, reason }));
            else
                _csv.WriteRecord(record.Kind, record.Position, reason);
        }

        _csv?.Flush();
        _file.Flush();
    }

    public void Dispose()
    {
        _csv?.Dispose();
        _file.Dispose();
    }
}
