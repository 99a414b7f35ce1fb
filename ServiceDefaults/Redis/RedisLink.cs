using Polly;
using Polly.CircuitBreaker;
using StackExchange.Redis;

namespace Telemetry.ServiceDefaults.Redis;

/// <summary>
/// Calls Redis, which may be unreachable or frozen. A call that takes over a quarter of a second fails, and after a few failures no call is
/// tried for some seconds. Failures cost speed only.
/// </summary>
public sealed class RedisLink(IServiceProvider services)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(250);

    private readonly ResiliencePipeline _breaker = new ResiliencePipelineBuilder()
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<Exception>(IsFailure),
            FailureRatio = 0.5,
            MinimumThroughput = 2,
            SamplingDuration = TimeSpan.FromSeconds(5),
            BreakDuration = TimeSpan.FromSeconds(2),
        })
        .Build();

    private readonly Lock _lock = new();
    private Task<IConnectionMultiplexer>? _connecting;

    /// <summary>Returns whether Redis answered in time, and its value.</summary>
    public async Task<(bool Succeeded, T? Value)> TryAsync<T>(Func<IDatabase, Task<T>> call)
    {
        try
        {
            return (true, await _breaker.ExecuteAsync(async _ => await CallAsync(call)));
        }
        catch (Exception e) when (e is BrokenCircuitException || IsFailure(e))
        {
            return (false, default);
        }
    }

    // Own timeouts, all exceptions of the client, and a host name that cannot be resolved.
    private static bool IsFailure(Exception e) => e is TimeoutException or RedisException or System.Net.Sockets.SocketException;

    // The client's asynchronous calls never time out on a frozen server.
    private async Task<T> CallAsync<T>(Func<IDatabase, Task<T>> call)
    {
        var redis = await ConnectAsync().WaitAsync(Deadline);
        return await call(redis.GetDatabase()).WaitAsync(Deadline);
    }

    // The singleton's constructor makes the first connection, and blocks its thread for seconds if nothing responds.
    private Task<IConnectionMultiplexer> ConnectAsync()
    {
        lock (_lock)
        {
            if (_connecting is null or { IsFaulted: true })
                _connecting = Task.Run(services.GetRequiredService<IConnectionMultiplexer>);
            return _connecting;
        }
    }
}
