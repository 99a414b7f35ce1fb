namespace Telemetry.Contracts;

/// <summary>A post could not be read and is kept in quarantine; its sender was told so.</summary>
public sealed record PostRefused : Report
{
    /// <summary>The first 16 bytes of SHA-256 over the body's bytes: equal for the same bytes sent again.</summary>
    public required Guid Digest { get; init; }

    /// <summary>What is wrong, as the sender was told.</summary>
    public required string Reason { get; init; }

    /// <summary>The kind (<see cref="ReportKind"/>) that it would have been.</summary>
    public string MeantAs { get; init; } = ReportKind.Run;

    /// <summary>What the client calls itself, with its version, masked; at most 100 characters, "" if it does not tell.</summary>
    public string Client { get; init; } = "";

    /// <summary>The body, masked; null when so many were refused lately that only the reasons are kept.</summary>
    public string? Body { get; init; }
}
