using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Telemetry.Import.Sources;

/// <summary>A file with one of telemetry-service's records a line.</summary>
public sealed class NdjsonSource : ISource
{
    private readonly FileText _file;

    /// <exception cref="SourceException">It cannot be read.</exception>
    public NdjsonSource(string path) => _file = FileText.Open(path);

    /// <inheritdoc/>
    public string Location => _file.Location;

    /// <inheritdoc/>
    public Task<long?> MeasureAsync(string? cursor, CancellationToken cancellationToken) => Task.FromResult(_file.Length);

    /// <inheritdoc/>
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

    /// <inheritdoc/>
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
            Place = $"line {line}",
            Cursor = line.ToString(CultureInfo.InvariantCulture),
            Done = _file.Position,
        };
        try
        {
            using var json = JsonDocument.Parse(Encoding.UTF8.GetBytes(text));
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? record with { Json = RunRecord.From(json.RootElement) }
                : record with { Fault = "body: must be a JSON object" };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half a surrogate pair.
            return record with { Fault = "body: is not valid JSON" };
        }
    }
}
