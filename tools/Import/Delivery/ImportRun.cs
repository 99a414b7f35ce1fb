using Telemetry.Import.Sources;

namespace Telemetry.Import.Delivery;

/// <summary>
/// Brings a source over, in its order: a few batches are under way at once, each record is done when all before it are, and no more is read
/// than the gateway takes. Whenever it ends before its time, the next run goes on where this one was.
/// </summary>
/// <param name="source">What to bring over.</param>
/// <param name="gateway">Where to.</param>
/// <param name="name">Which source into which gateway.</param>
/// <param name="statePath">The file that remembers how far it is; null: none does.</param>
/// <param name="reportPath">The file for what was skipped; null: none.</param>
public sealed class ImportRun(ISource source, GatewayClient gateway, string name, string? statePath, string? reportPath)
{
    private const int MostUnderWay = 4;

    // After Ctrl-C, for what is under way.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Queue<(Batch Batch, Task<IReadOnlyList<(SentRecord, string)>> Sending)> _underWay = new();
    private SkipReport? _report;
    private long _done;

    /// <summary>How far it is.</summary>
    public ImportState State { get; private set; } = new() { Import = name };

    /// <summary>Whether it goes on where an earlier run was.</summary>
    public bool GoesOn { get; private set; }

    /// <summary>How much of the source this run has done, and how much there is, if somebody knows.</summary>
    public (long Done, long? Total) Progress => (Volatile.Read(ref _done), Total);

    private long? Total { get; set; }

    /// <summary>Brings it over.</summary>
    /// <exception cref="SourceException">The source cannot be read.</exception>
    /// <exception cref="ImportStoppedException">The gateway does not take it.</exception>
    /// <exception cref="OutOfPatienceException">A server stayed away.</exception>
    /// <exception cref="OperationCanceledException">Somebody ended it.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (statePath is not null && ImportState.Load(statePath, State.Import) is { IsComplete: false, Cursor: not null } known)
            (State, GoesOn) = (known, true);
        using var report = reportPath is null ? null : new SkipReport(reportPath, GoesOn);
        _report = report;
        Total = await source.MeasureAsync(State.Cursor, cancellationToken);

        using var sending = new CancellationTokenSource();
        await using var grace = cancellationToken.Register(() => sending.CancelAfter(Grace));
        try
        {
            await foreach (var batch in Batch.PackAsync(source.ReadAsync(State.Cursor, cancellationToken), cancellationToken))
            {
                // Snapshots need their instances.
                if (_underWay.TryPeek(out var first) && first.Batch.Kind != batch.Kind)
                    await FinishAsync();
                if (_underWay.Count == MostUnderWay)
                    await FinishOneAsync();
                cancellationToken.ThrowIfCancellationRequested();
                _underWay.Enqueue((batch, SendAsync(batch, sending.Token)));
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
            await ((Task)Task.WhenAll(_underWay.Select(batch => batch.Sending))).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        State = State with { IsComplete = true };
        Save();
    }

    private async Task FinishAsync()
    {
        while (_underWay.Count > 0)
            await FinishOneAsync();
    }

    private async Task FinishOneAsync()
    {
        var (batch, sending) = _underWay.Dequeue();
        var skipped = await sending;
        _report?.Write(skipped);
        State = State.With(batch, skipped);
        Save();
        Volatile.Write(ref _done, batch.Done);
    }

    private async Task<IReadOnlyList<(SentRecord, string)>> SendAsync(Batch batch, CancellationToken cancellationToken) =>
        batch.Sent.Count == 0 ? batch.Unfit : [.. batch.Unfit, .. await gateway.SendAsync(batch, cancellationToken)];

    private void Save()
    {
        if (statePath is not null)
            State.Save(statePath);
    }
}
