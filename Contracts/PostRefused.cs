namespace Telemetry.Contracts;

/// <summary>A post was refused because it could not be read. It is kept in quarantine.</summary>
public sealed record PostRefused : Report
{
    /// <summary>The first 16 bytes of SHA-256 over the body's bytes: equal for the same bytes sent again.</summary>
    public required Guid Digest { get; init; }

    /// <summary>The error, as sent to the client.</summary>
    public required string Reason { get; init; }

    /// <summary>The kind (<see cref="ReportKind"/>) of the report, had it been readable.</summary>
    public string MeantAs { get; init; } = ReportKind.Run;

    /// <summary>The client's name and version, masked; at most 100 characters, "" if not sent.</summary>
    public string Client { get; init; } = "";

    /// <summary>The masked body; null after too many refused posts, of which only the reasons are kept.</summary>
    public string? Body { get; init; }
}
