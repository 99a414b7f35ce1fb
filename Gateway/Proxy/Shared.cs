namespace Telemetry.Gateway.Proxy;

/// <summary>
/// An answer of the services that many ask us for. Whoever comes while they are being asked, or while the last answer is fresh, shares it:
/// a flood costs the services nothing.
/// </summary>
/// <param name="ask">Asks the services. It does not throw.</param>
/// <param name="freshFor">How long an answer is good for, counted from the question.</param>
/// <param name="time">The clock.</param>
public sealed class Shared<T>(Func<Task<T>> ask, Func<T, TimeSpan> freshFor, TimeProvider time)
{
    private readonly Lock _lock = new();
    private Task<T>? _last;
    private long _asked;

    /// <summary>The last answer or a new one.</summary>
    public Task<T> GetAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_last is not { IsCompleted: false } && !(_last is { Result: var answer } && time.GetElapsedTime(_asked) < freshFor(answer)))
            {
                _asked = time.GetTimestamp();
                _last = ask();
            }

            return _last.WaitAsync(cancellationToken);
        }
    }
}
