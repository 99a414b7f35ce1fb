using System.Globalization;
using System.Runtime.CompilerServices;
using CsvHelper;

namespace Telemetry.Import.Sources;

/// <summary>A CSV file of telemetry-service's records: a header with the fields' names, then one record a row.</summary>
internal sealed class CsvSource : ISource
{
    private const string FormulaPrefixes = "=+-@\t\r\n'";

    // The separator is not guessed: log texts are full of others. A longer record is the rest of a file behind a missing quote.
    private static readonly CsvReaderOptions Options = new() { Separator = ',', TrackLineNumbers = true, MaxRecordSize = 4 * 1024 * 1024 };

    private readonly FileText _file;

    /// <exception cref="SourceException">It cannot be read.</exception>
    public CsvSource(string path) => _file = FileText.Open(path);

    public string Location => _file.Location;

    public Task<long?> MeasureAsync(string? cursor, CancellationToken cancellationToken) => Task.FromResult(_file.Length);

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
            Position = $"row {csv.RowNumber} (line {csv.LineNumber})",
            Cursor = csv.RowNumber.ToString(CultureInfo.InvariantCulture),
            Done = csv.ByteOffset,
        };
        if (csv.FieldCount != csv.Headers.Count)
            return record with { Error = "row: has not as many cells as the header" };
        return record with
        {
            Json = RunRecord.From(csv.Headers.Select((name, index) => KeyValuePair.Create(name, Unescape(csv.GetString(index))))),
        };
    }

    // Exports write an apostrophe before a text that a spreadsheet would evaluate.
    private static string Unescape(string cell) =>
        cell is ['\'', var second, ..] && FormulaPrefixes.Contains(second, StringComparison.Ordinal) ? cell[1..] : cell;
}
