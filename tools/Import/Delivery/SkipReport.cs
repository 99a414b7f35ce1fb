using System.Text;
using System.Text.Json;
using CsvHelper;

namespace Telemetry.Import.Delivery;

/// <summary>A file with every record that was skipped, where it is and why: NDJSON by its name, else CSV.</summary>
public sealed class SkipReport : IDisposable
{
    // A cell that begins with = + - @ is a formula to a spreadsheet.
    private static readonly CsvWriterOptions Options = new() { Injection = CsvInjection.Escape };

    private readonly StreamWriter _file;
    private readonly CsvWriter? _csv;

    /// <param name="path">Its name.</param>
    /// <param name="goesOn">Whether what is there stays.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public SkipReport(string path, bool goesOn)
    {
        var begins = !goesOn || !File.Exists(path) || new FileInfo(path).Length == 0;
        _file = new StreamWriter(path, append: goesOn, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        if (path.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase))
            return;

        _csv = CsvWriter.Create(_file, Options, leaveOpen: true);
        if (begins)
            _csv.WriteRecord("kind", "record", "reason");
    }

    /// <summary>Writes what was skipped of a batch.</summary>
    public void Write(IEnumerable<(SentRecord Record, string Reason)> skipped)
    {
        foreach (var (record, reason) in skipped)
        {
            if (_csv is null)
                _file.WriteLine(JsonSerializer.Serialize(new { kind = record.Kind, record = record.Place, reason }));
            else
                _csv.WriteRecord(record.Kind, record.Place, reason);
        }

        _csv?.Flush();
        _file.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _csv?.Dispose();
        _file.Dispose();
    }
}
