using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Telemetry.Import.Sources;

/// <summary>A file with one of telemetry-service's records a line.</summary>
internal sealed class NdjsonSource : ISource
{
    private readonly FileText _file;

    /// <exception cref="SourceException">It cannot be read.</exception>
    public NdjsonSource(string path) => _file = FileText.Open(path);

    public string Location => _file.Location;

    public Task<long?> MeasureAsync(string? cursor, CancellationToken cancellationToken) => Task.FromResult(_file.Length);

    public async IAsyncEnumerable<SourceRecord> ReadAsync(string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var done = cursor is null ? 0 : long.Parse(cursor, CultureInfo.InvariantCulture);
        using var reader = _file.Reader();
        for (var line = 1L; await reader.ReadLineAsync(cancellationToken) is { } text; line++)
        {
            if (line > done && !string.IsNullOrWhiteSpace(text))
                yield return Record(text, line);
        }
    }

    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }

    private SourceRecord Record(string text, long line)
    {
        var record = new SourceRecord
        {
            Kind = Kinds.Runs,
            Position = $"line {line}",
            Cursor = line.ToString(CultureInfo.InvariantCulture),
            Done = _file.Position,
        };
        try
        {
            using var json = JsonDocument.Parse(Encoding.UTF8.GetBytes(text));
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? record with { Json = RunRecord.From(json.RootElement) }
                : record with { Error = "body: must be a JSON object" };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half a surrogate pair.
            return record with { Error = "body: is not valid JSON" };
        }
    }
}
