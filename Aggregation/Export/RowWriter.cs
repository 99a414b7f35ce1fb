namespace Telemetry.Aggregation.Export;

/// <summary>Rows in a format, piece by piece.</summary>
public abstract class RowWriter(IReadOnlyList<ExportColumn> columns) : IDisposable
{
    /// <summary>The formats, the default first.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["csv", "ndjson"];

    /// <summary>Of the answer.</summary>
    public abstract string ContentType { get; }

    /// <summary>The columns, in their order.</summary>
    protected IReadOnlyList<ExportColumn> Columns { get; } = columns;

    /// <summary>What is written and not sent.</summary>
    protected MemoryStream Piece { get; } = new();

    /// <summary>A writer of one of <see cref="Formats"/>.</summary>
    public static RowWriter Of(string format, IReadOnlyList<ExportColumn> columns) =>
        format == "csv" ? new CsvRows(columns) : new NdjsonRows(columns);

    /// <summary>Writes a row.</summary>
    /// <param name="cells">One per column.</param>
    public abstract void Write(IReadOnlyList<string?> cells);

    /// <summary>Sends what is written and waits until the receiver has taken it.</summary>
    public async Task SendAsync(Stream output, CancellationToken cancellationToken)
    {
        Flush();
        await output.WriteAsync(Piece.GetBuffer().AsMemory(0, (int)Piece.Length), cancellationToken);
        await output.FlushAsync(cancellationToken);
        Piece.SetLength(0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Puts what is buffered into <see cref="Piece"/>.</summary>
    protected abstract void Flush();

    /// <summary>Lets go.</summary>
    protected virtual void Dispose(bool disposing) => Piece.Dispose();
}
