namespace Telemetry.Import.Sources;

/// <summary>A system with history.</summary>
internal interface ISource : IAsyncDisposable
{
    /// <summary>Identifies the source; contains no secret.</summary>
    string Location { get; }

    /// <summary>
    /// The size of the source in the unit of <see cref="SourceRecord.Done"/>; null if it is unknown. Throws <see cref="SourceException"/>.
    /// </summary>
    Task<long?> MeasureAsync(string? cursor, CancellationToken cancellationToken);

    /// <summary>
    /// Reads in a fixed order, page by page, from after the cursor or, without one, from the begin. Throws <see cref="SourceException"/>.
    /// </summary>
    IAsyncEnumerable<SourceRecord> ReadAsync(string? cursor, CancellationToken cancellationToken);
}

internal sealed record SourceRecord
{
    /// <summary>instances, snapshots, runs or starts: the last part of the gateway's route.</summary>
    public required string Kind { get; init; }

    /// <summary>For people: "line 17".</summary>
    public required string Position { get; init; }

    /// <summary>Reading resumes after it.</summary>
    public required string Cursor { get; init; }

    /// <summary>The part of the source up to and including this record.</summary>
    public required long Done { get; init; }

    /// <summary>JSON on one line; null with an error.</summary>
    public byte[]? Json { get; init; }

    public string? Error { get; init; }
}

/// <summary>The last parts of the gateway's routes, with the records' system.</summary>
internal static class Kinds
{
    /// <summary>SHM.</summary>
    public const string Instances = "instances";

    /// <summary>SHM.</summary>
    public const string Snapshots = "snapshots";

    /// <summary>telemetry-service.</summary>
    public const string Runs = "runs";

    /// <summary>mattermost-telemetry.</summary>
    public const string Starts = "starts";
}

/// <summary>The message is for the console.</summary>
internal sealed class SourceException(string message, Exception? cause = null) : Exception(message, cause);
