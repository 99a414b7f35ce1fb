namespace Telemetry.Import.Sources;

/// <summary>Where history comes from.</summary>
public interface ISource : IAsyncDisposable
{
    /// <summary>What tells it from other sources; it holds no secret.</summary>
    string Location { get; }

    /// <summary>How much there is in all (<see cref="SourceRecord.Done"/> counts the same), or null where nobody knows.</summary>
    /// <exception cref="SourceException">It cannot be read.</exception>
    Task<long?> MeasureAsync(string? cursor, CancellationToken cancellationToken);

    /// <summary>Reads it in a fixed order, page by page, as fast as it is asked for.</summary>
    /// <param name="cursor">Of the last record that is done; null: from the beginning.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="SourceException">It cannot be read.</exception>
    IAsyncEnumerable<SourceRecord> ReadAsync(string? cursor, CancellationToken cancellationToken);
}

/// <summary>A record of a source.</summary>
public sealed record SourceRecord
{
    /// <summary>instances, snapshots, runs or starts: the last part of the gateway's route.</summary>
    public required string Kind { get; init; }

    /// <summary>Where it is, for people: "line 17".</summary>
    public required string Place { get; init; }

    /// <summary>Where to go on behind it.</summary>
    public required string Cursor { get; init; }

    /// <summary>How much of the source is done with it.</summary>
    public required long Done { get; init; }

    /// <summary>As the gateway takes it: JSON on one line. Null where it cannot be brought into that form.</summary>
    public byte[]? Json { get; init; }

    /// <summary>Why it cannot.</summary>
    public string? Fault { get; init; }
}

/// <summary>The names of the kinds.</summary>
public static class Kinds
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

/// <summary>A source cannot be read; the message is for the person at the console.</summary>
public sealed class SourceException(string message, Exception? cause = null) : Exception(message, cause);
