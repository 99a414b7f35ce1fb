namespace Telemetry.Aggregation.Export;

internal abstract class RowWriter(IReadOnlyList<ExportColumn> columns) : IDisposable
{
    /// <summary>The default first.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["csv", "ndjson"];

    public abstract string ContentType { get; }

    protected IReadOnlyList<ExportColumn> Columns { get; } = columns;

    /// <summary>Written and not yet sent.</summary>
    protected MemoryStream Piece { get; } = new();

    public static RowWriter Of(string format, IReadOnlyList<ExportColumn> columns) =>
        format == "csv" ? new CsvRows(columns) : new NdjsonRows(columns);

    public abstract void Write(IReadOnlyList<string?> cells);

    /// <summary>Waits until the client has taken the rows.</summary>
    public async Task SendAsync(Stream output, CancellationToken cancellationToken)
    {
        Flush();
        await output.WriteAsync(Piece.GetBuffer().AsMemory(0, (int)Piece.Length), cancellationToken);
        await output.FlushAsync(cancellationToken);
        Piece.SetLength(0);
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Flush();

    protected virtual void Dispose(bool disposing) => Piece.Dispose();
}
