using Telemetry.ServiceDefaults.Messaging;

namespace Telemetry.Aggregation.Intake;

internal sealed class Backlog(IConfiguration configuration)
{
    // More than the prefetch of one process.
    private const long Small = 4 * ReportsConsumerDefinition.Prefetched;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    /// <summary>Whether almost all sent reports are stored; false while the broker is unavailable.</summary>
    public async Task<bool> IsSmallAsync(CancellationToken cancellationToken) => await CountAsync(cancellationToken) <= Small;

    /// <summary>Messages that no process has taken; null while the broker is unavailable.</summary>
    public async Task<long?> CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ReportQueue.CountAsync(ReportQueue.Broker(configuration), Deadline, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The client may throw any exception while the connection breaks; no caller should fail because of it.
            return null;
        }
    }
}
