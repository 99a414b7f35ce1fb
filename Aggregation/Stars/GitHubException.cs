namespace Telemetry.Aggregation.Stars;

/// <summary>GitHub did not tell. The message is for admins: it names the reason and repeats nothing of the answer.</summary>
public sealed class GitHubException(string message) : Exception(message)
{
    /// <summary>Asking for others is of no use either, for a while.</summary>
    public bool IsRateLimit { get; init; }
}
