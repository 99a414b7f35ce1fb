using Microsoft.Extensions.DependencyInjection;
using Polly;
using Polly.CircuitBreaker;
using StackExchange.Redis;

namespace Telemetry.ServiceDefaults.Redis;

/// <summary>
/// Redis as something that may be away or frozen at any time: a call that does not succeed within a quarter of a second has failed, and
/// after a few of those none is tried for some seconds. Failing costs speed, nothing else.
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

    /// <summary>Calls Redis.</summary>
    /// <param name="call">Calls it.</param>
    /// <returns>Whether it answered in time, and with what.</returns>
    public async Task<(bool Answered, T? Value)> TryAsync<T>(Func<IDatabase, Task<T>> call)
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

    // A timeout of ours, everything that the client throws by itself, and a name that cannot be resolved.
    private static bool IsFailure(Exception e) => e is TimeoutException or RedisException or System.Net.Sockets.SocketException;

    // The client's asynchronous calls never time out on a frozen server.
    private async Task<T> CallAsync<T>(Func<IDatabase, Task<T>> call)
    {
        var redis = await ConnectAsync().WaitAsync(Deadline);
        return await call(redis.GetDatabase()).WaitAsync(Deadline);
    }

    // The client's first connection is made by the constructor of the singleton, and blocks its thread for seconds when nothing answers.
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
