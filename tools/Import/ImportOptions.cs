namespace Telemetry.Import;

/// <summary>What to bring over, and where to. One of the sources is set.</summary>
public sealed record ImportOptions
{
    /// <summary>Connection string of SHM's PostgreSQL database.</summary>
    public string? Shm { get; init; }

    /// <summary>mattermost-telemetry's SQLite file.</summary>
    public string? Sqlite { get; init; }

    /// <summary>Address of a PocketBase server.</summary>
    public Uri? PocketBase { get; init; }

    /// <summary>Its collection.</summary>
    public string Collection { get; init; } = "telemetry";

    /// <summary>Its token (POCKETBASE_TOKEN).</summary>
    public string? PocketBaseToken { get; init; }

    /// <summary>A file of records, one JSON a line; "-": the standard input.</summary>
    public string? Ndjson { get; init; }

    /// <summary>A CSV file of records; "-": the standard input.</summary>
    public string? Csv { get; init; }

    /// <summary>Where they go.</summary>
    public Uri Gateway { get; init; } = new("http://localhost:8080");

    /// <summary>The admin's password.</summary>
    public string Password { get; init; } = "";

    /// <summary>The file that remembers how far it is; null: one in the current directory, by the source.</summary>
    public string? State { get; init; }

    /// <summary>The file for what was skipped.</summary>
    public string? Report { get; init; }

    /// <summary>How long a request is repeated while its server is away.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(10);
}
