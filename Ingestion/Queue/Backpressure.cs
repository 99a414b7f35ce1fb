using RabbitMQ.Client.Exceptions;
using Telemetry.ServiceDefaults.Messaging;

namespace Telemetry.Ingestion.Queue;

/// <summary>Postpones imports while the queue is long: otherwise clients' reports would wait behind all of the imported history.</summary>
internal sealed class Backpressure(IConfiguration configuration, TimeProvider clock)
{
    // A message holds up to 500 reports: 50 are some seconds of work for Aggregation.
    private const int MaxMessages = 50;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MaxAge = TimeSpan.FromMilliseconds(500);

    private volatile QueueLength? _last;

    /// <summary>Throws <see cref="TimeoutException"/> if the broker does not respond.</summary>
    public async ValueTask<bool> HasRoomAsync(CancellationToken cancellationToken)
    {
        if (_last is { } last && clock.GetElapsedTime(last.Timestamp) < MaxAge)
            return last.Messages < MaxMessages;

        var messages = await ReportQueue.CountAsync(ReportQueue.Broker(configuration), Deadline, cancellationToken);
        _last = new(clock.GetTimestamp(), messages);
        return messages < MaxMessages;
    }

    private sealed record QueueLength(long Timestamp, long Messages);
}

internal static class BackpressureFilter
{
    public static RouteGroupBuilder WithBackpressure(this RouteGroupBuilder endpoints) =>
        endpoints.AddEndpointFilter(CheckAsync);

    private static async ValueTask<object?> CheckAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        try
        {
            return await http.RequestServices.GetRequiredService<Backpressure>().HasRoomAsync(http.RequestAborted)
                ? await next(context)
                : Problem.Unavailable("queue");
        }
        catch (Exception e) when (e is BrokerUnreachableException or OperationInterruptedException)
        {
            return Problem.Unavailable("broker");
        }
    }
}
