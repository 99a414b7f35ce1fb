using RabbitMQ.Client.Exceptions;
using Telemetry.Ingestion.Http;
using Telemetry.ServiceDefaults.Messaging;

namespace Telemetry.Ingestion.Publishing;

/// <summary>
/// An import is put off while much waits to be stored: what clients report now would have to wait behind all of the history.
/// </summary>
public sealed class QueueRoom(IConfiguration configuration, TimeProvider clock)
{
    // A message holds up to 500 reports: some seconds of work for Aggregation.
    private const int MostWaiting = 50;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);

    private volatile Look? _last;

    /// <summary>Whether there is room for more.</summary>
    /// <exception cref="TimeoutException">The broker does not answer.</exception>
    public async ValueTask<bool> IsThereAsync(CancellationToken cancellationToken)
    {
        if (_last is { } last && clock.GetElapsedTime(last.Timestamp) < Fresh)
            return last.Waiting < MostWaiting;

        var waiting = await ReportQueue.CountAsync(ReportQueue.Broker(configuration), Deadline, cancellationToken);
        _last = new(clock.GetTimestamp(), waiting);
        return waiting < MostWaiting;
    }

    private sealed record Look(long Timestamp, long Waiting);
}

/// <summary>Requests that can wait.</summary>
public static class QueueRoomRequirement
{
    /// <summary>Answers 503 while too much waits to be stored.</summary>
    public static RouteGroupBuilder RequireRoomInQueue(this RouteGroupBuilder endpoints) => endpoints.AddEndpointFilter(async (context, next) =>
    {
        var http = context.HttpContext;
        try
        {
            return await http.RequestServices.GetRequiredService<QueueRoom>().IsThereAsync(http.RequestAborted)
                ? await next(context)
                : Refusal.Unavailable("queue");
        }
        catch (Exception e) when (e is BrokerUnreachableException or OperationInterruptedException)
        {
            return Refusal.Unavailable("broker");
        }
    });
}
