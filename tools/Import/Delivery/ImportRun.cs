using Telemetry.Import.Sources;

namespace Telemetry.Import.Delivery;

/// <summary>
/// Imports a source in its order. A few batches are in flight concurrently; a record is done when all records before it are. Reading waits
/// for the gateway. After an interruption the next run resumes after the last record that is done. The name is that of source and gateway.
/// </summary>
internal sealed class ImportRun(ISource source, GatewayClient gateway, string name, string? statePath, string? reportPath)
{
    private const int MaxInFlight = 4;

    // For batches in flight after Ctrl-C.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Queue<(Batch Batch, Task<IReadOnlyList<(SentRecord, string)>> Sending)> _inFlight = new();
    private SkipReport? _report;
    private long _done;

    public ImportState State { get; private set; } = new() { Import = name };

    public bool IsResumed { get; private set; }

    /// <summary>This run's part of the source, in the source's unit; the total is null if it is unknown.</summary>
    public (long Done, long? Total) Progress => (Volatile.Read(ref _done), Total);

    private long? Total { get; set; }

    /// <exception cref="SourceException">The source cannot be read.</exception>
    /// <exception cref="ImportStoppedException">The gateway refuses all batches.</exception>
    /// <exception cref="Http.RetriesExhaustedException">A server stayed unavailable.</exception>
    /// <exception cref="OperationCanceledException">The run was interrupted.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (statePath is not null && ImportState.Load(statePath, State.Import) is { IsComplete: false, Cursor: not null } known)
            (State, IsResumed) = (known, true);
        using var report = reportPath is null ? null : new SkipReport(reportPath, IsResumed);
        _report = report;
        Total = await source.MeasureAsync(State.Cursor, cancellationToken);

        using var sending = new CancellationTokenSource();
        await using var grace = cancellationToken.Register(() => sending.CancelAfter(Grace));
        try
        {
            await foreach (var batch in Batch.PackAsync(source.ReadAsync(State.Cursor, cancellationToken), cancellationToken))
            {
                // The gateway skips snapshots of unknown instances: instances are done first.
                if (_inFlight.TryPeek(out var first) && first.Batch.Kind != batch.Kind)
                    await FinishAsync();
                if (_inFlight.Count == MaxInFlight)
                    await FinishOneAsync();
                cancellationToken.ThrowIfCancellationRequested();
                _inFlight.Enqueue((batch, SendAsync(batch, sending.Token)));
            }

            await FinishAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or SourceException)
        {
            await FinishAsync();
            throw;
        }
        finally
        {
            await sending.CancelAsync();
            await ((Task)Task.WhenAll(_inFlight.Select(batch => batch.Sending))).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        State = State with { IsComplete = true };
        Save();
    }

    private async Task FinishAsync()
    {
        while (_inFlight.Count > 0)
            await FinishOneAsync();
    }

    private async Task FinishOneAsync()
    {
        var (batch, sending) = _inFlight.Dequeue();
        var skipped = await sending;
        _report?.Write(skipped);
        State = State.With(batch, skipped);
        Save();
        Volatile.Write(ref _done, batch.Done);
    }

    private async Task<IReadOnlyList<(SentRecord, string)>> SendAsync(Batch batch, CancellationToken cancellationToken) =>
        batch.Sent.Count == 0 ? batch.Invalid : [.. batch.Invalid, .. await gateway.SendAsync(batch, cancellationToken)];

    private void Save()
    {
        if (statePath is not null)
            State.Save(statePath);
    }
}
