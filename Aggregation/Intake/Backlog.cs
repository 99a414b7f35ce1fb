using Telemetry.ServiceDefaults.Messaging;

namespace Telemetry.Aggregation.Intake;

/// <summary>What waits to be stored.</summary>
public sealed class Backlog(IConfiguration configuration)
{
    // More than one process takes at once.
    private const long Small = 4 * ReportsConsumerDefinition.Prefetched;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    /// <summary>Whether what is stored is what has been sent, but for moments. Not so while the broker does not tell.</summary>
    public async Task<bool> IsSmallAsync(CancellationToken cancellationToken) => await CountAsync(cancellationToken) <= Small;

    /// <summary>Messages that no process has taken; null while the broker does not tell.</summary>
    public async Task<long?> CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ReportQueue.CountAsync(ReportQueue.Broker(configuration), Deadline, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever the client throws when the broker goes while it is asked: nobody who asks ends for that.
            return null;
        }
    }
}
