namespace Telemetry.Import;

/// <summary>One of the sources is set.</summary>
internal sealed record ImportOptions
{
    /// <summary>Connection string of SHM's PostgreSQL database.</summary>
    public string? Shm { get; init; }

    /// <summary>mattermost-telemetry's SQLite file.</summary>
    public string? Sqlite { get; init; }

    public Uri? PocketBase { get; init; }

    public string Collection { get; init; } = "telemetry";

    public string? PocketBaseToken { get; init; }

    /// <summary>An NDJSON file; "-": the standard input.</summary>
    public string? Ndjson { get; init; }

    /// <summary>A CSV file; "-": the standard input.</summary>
    public string? Csv { get; init; }

    public Uri Gateway { get; init; } = new("http://localhost:8080");

    public string Password { get; init; } = "";

    /// <summary>The state file; null: one in the current directory, named for the source.</summary>
    public string? State { get; init; }

    public string? Report { get; init; }

    /// <summary>The time after which a request to an unavailable server is given up.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(10);
}
