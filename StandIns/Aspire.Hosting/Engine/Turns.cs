namespace Aspire.Hosting.Engine;

/// <summary>Lets a developer stop and start a workload: each turn is a time in which it is to run.</summary>
internal sealed class Turns
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _stopped;
    private CancellationTokenSource? _turn;

    /// <summary>It is to stay as it is until <see cref="Next"/>.</summary>
    public bool IsStopped
    {
        get
        {
            lock (_lock)
                return _stopped is not null;
        }
    }

    /// <summary>Waits until it is to run. The turn ends with a command, or when the application stops.</summary>
    public async Task<CancellationTokenSource> BeginAsync(CancellationToken stop)
    {
        while (true)
        {
            Task wait;
            lock (_lock)
            {
                if (_stopped is null)
                    return _turn = CancellationTokenSource.CreateLinkedTokenSource(stop);
                wait = _stopped.Task;
            }

            await wait.WaitAsync(stop);
        }
    }

    /// <summary>Ends the turn; there is none before <see cref="Next"/>.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _stopped ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            End();
        }
    }

    /// <summary>Ends the turn, if it runs, and begins another one.</summary>
    public void Next()
    {
        lock (_lock)
        {
            _stopped?.SetResult();
            _stopped = null;
            End();
        }
    }

    // Its callbacks take their time and are not ours to wait for; a turn that is over is disposed of.
    private void End()
    {
        var turn = _turn;
        _turn = null;
        _ = turn?.CancelAsync();
    }
}
