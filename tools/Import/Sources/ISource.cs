namespace Telemetry.Import.Sources;

/// <summary>A system with history.</summary>
internal interface ISource : IAsyncDisposable
{
    /// <summary>Identifies the source; it holds no secret.</summary>
    string Location { get; }

    /// <summary>The size of the source in the unit of <see cref="SourceRecord.Done"/>; null if it is unknown.</summary>
    /// <exception cref="SourceException">It cannot be read.</exception>
    Task<long?> MeasureAsync(string? cursor, CancellationToken cancellationToken);

    /// <summary>Reads it in a fixed order, page by page.</summary>
    /// <param name="cursor">The cursor of the last record that is done; null: from the begin.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="SourceException">It cannot be read.</exception>
    IAsyncEnumerable<SourceRecord> ReadAsync(string? cursor, CancellationToken cancellationToken);
}

internal sealed record SourceRecord
{
    /// <summary>instances, snapshots, runs or starts: the last part of the gateway's route.</summary>
    public required string Kind { get; init; }

    /// <summary>For people: "line 17".</summary>
    public required string Position { get; init; }

    /// <summary>Reading resumes behind it.</summary>
    public required string Cursor { get; init; }

    /// <summary>The part of the source up to and with this record.</summary>
    public required long Done { get; init; }

    /// <summary>JSON on one line; null with an error.</summary>
    public byte[]? Json { get; init; }

    public string? Error { get; init; }
}

/// <summary>The last parts of the gateway's routes.</summary>
internal static class Kinds
{
    /// <summary>SHM's instances.</summary>
    public const string Instances = "instances";

    /// <summary>SHM's snapshots.</summary>
    public const string Snapshots = "snapshots";

    /// <summary>telemetry-service's records.</summary>
    public const string Runs = "runs";

    /// <summary>mattermost-telemetry's records.</summary>
    public const string Starts = "starts";
}

/// <summary>A source cannot be read; the message is for the console.</summary>
internal sealed class SourceException(string message, Exception? cause = null) : Exception(message, cause);
