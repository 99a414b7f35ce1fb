using System.Globalization;
using System.Runtime.CompilerServices;
using CsvHelper;

namespace Telemetry.Import.Sources;

/// <summary>A CSV file of telemetry-service's records: a header with the fields' names, then one record a row.</summary>
public sealed class CsvSource : ISource
{
    private const string Dangerous = "=+-@\t\r\n'";

    // The separator is not guessed: log texts are full of others. A record longer than that is the rest of a file behind a lost quote.
    private static readonly CsvReaderOptions Options = new() { Separator = ',', TrackLineNumbers = true, MaxRecordSize = 4 * 1024 * 1024 };

    private readonly FileText _file;

    /// <exception cref="SourceException">It cannot be read.</exception>
    public CsvSource(string path) => _file = FileText.Open(path);

    /// <inheritdoc/>
    public string Location => _file.Location;

    /// <inheritdoc/>
    public Task<long?> MeasureAsync(string? cursor, CancellationToken cancellationToken) => Task.FromResult(_file.Length);

    /// <inheritdoc/>
    public async IAsyncEnumerable<SourceRecord> ReadAsync(string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var done = cursor is null ? 0 : long.Parse(cursor, CultureInfo.InvariantCulture);
        await using var csv = CsvReader.Create(_file.Stream, Options, leaveOpen: true);
        await ReadAsync(async () =>
        {
            await csv.ReadHeaderAsync(cancellationToken);
            return true;
        });
        if (!csv.Headers.Contains("nsapp", StringComparer.Ordinal))
            throw new SourceException("The first row must be a header with the fields' names, such as random_id,nsapp,type,status,created");

        while (await ReadAsync(async () => await csv.ReadAsync(cancellationToken)))
        {
            if (csv.RowNumber > done)
                yield return Record(csv);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<bool> ReadAsync(Func<Task<bool>> read)
    {
        try
        {
            return await read();
        }
        catch (CsvFormatException e)
        {
            throw new SourceException($"The file cannot be read any further: {e.Message}", e);
        }
    }

    private static SourceRecord Record(CsvReader csv)
    {
        var record = new SourceRecord
        {
            Kind = Kinds.Runs,
            Place = $"row {csv.RowNumber} (line {csv.LineNumber})",
            Cursor = csv.RowNumber.ToString(CultureInfo.InvariantCulture),
            Done = csv.ByteOffset,
        };
        return csv.FieldCount == csv.Headers.Count
            ? record with { Json = RunRecord.From(csv.Headers.Select((name, index) => KeyValuePair.Create(name, Plain(csv.GetString(index))))) }
            : record with { Fault = "row: has not as many cells as the header" };
    }

    // Exports put an apostrophe before what a spreadsheet would take for a formula.
    private static string Plain(string cell) =>
        cell is ['\'', var second, ..] && Dangerous.Contains(second, StringComparison.Ordinal) ? cell[1..] : cell;
}
