using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Threading.Channels;

namespace Telemetry.ServiceDefaults.Batching;

/// <summary>
/// Commits waiting items together. Items gather during a commit, and the next commit takes all of them, up to the limits. There is no
/// timer, so a single item does not wait.
/// </summary>
/// <param name="source">The source of the commits' spans.</param>
/// <param name="operation">The commits' name in traces.</param>
/// <param name="wait">Records the time that each item waited for its group, in seconds.</param>
/// <typeparam name="TItem">The items of callers.</typeparam>
/// <typeparam name="TResult">The result of an item.</typeparam>
public abstract class GroupCommit<TItem, TResult>(
    GroupLimits limits, ActivitySource source, string operation, Histogram<double> wait) : BackgroundService
{
    // Bounded by weight, not by count: 500 large bodies are more memory than 5,000 small ones.
    private readonly Channel<Waiting> _waiting = Channel.CreateUnbounded<Waiting>(new() { SingleReader = true });
    private long _weight;
    private int _unfinished;

    /// <summary>The number of items that wait or are in the current commit.</summary>
    public int Unfinished => Volatile.Read(ref _unfinished);

    /// <summary>Waits until the item is committed.</summary>
    /// <exception cref="UnavailableException">Too many items wait, the commit missed its deadline, or the service stops.</exception>
    /// <exception cref="OperationCanceledException">
    /// The caller cancelled. An item whose commit has not begun is left out; one whose commit has begun may be committed or not.
    /// </exception>
    protected async Task<TResult> AddAsync(TItem item, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(item, Weigh(item), cancellationToken);
        if (Interlocked.Add(ref _weight, waiting.Weight) > limits.MaxWaiting || !_waiting.Writer.TryWrite(waiting))
        {
            Interlocked.Add(ref _weight, -waiting.Weight);
            throw new UnavailableException("busy");
        }

        Interlocked.Increment(ref _unfinished);
        try
        {
            return await waiting.Result.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _unfinished);
        }
    }

    /// <summary>An item's share of the limits; at least 1.</summary>
    protected abstract int Weigh(TItem item);

    /// <summary>Commits a group; each caller gets its exception.</summary>
    /// <param name="items">One to the limit.</param>
    /// <param name="cancellationToken">The deadline. A commit that ignores it is left behind.</param>
    /// <returns>One result per item, in the same order.</returns>
    protected abstract Task<IReadOnlyList<TResult>> CommitAsync(IReadOnlyList<TItem> items, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // When the service stops, new items are rejected and waiting ones are still committed.
        await using var stop = stoppingToken.Register(() => _waiting.Writer.TryComplete());
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            var group = TakeGroup();
            if (group.Count > 0)
                await CommitAsync(group);
        }
    }

    private List<Waiting> TakeGroup()
    {
        var group = new List<Waiting>();
        var weight = 0L;
        while (group.Count < limits.MaxItems && _waiting.Reader.TryPeek(out var next))
        {
            if (group.Count > 0 && weight + next.Weight > limits.MaxWeight)
                break;

            _waiting.Reader.TryRead(out _);
            Interlocked.Add(ref _weight, -next.Weight);
            if (next.GaveUp.IsCancellationRequested)
                continue;
            group.Add(next);
            weight += next.Weight;
            wait.Record(Stopwatch.GetElapsedTime(next.Since).TotalSeconds);
        }

        return group;
    }

    private async Task CommitAsync(List<Waiting> group)
    {
        using var deadline = new CancellationTokenSource(limits.Deadline);
        using var activity = StartActivity(group);
        try
        {
            var results = await CommitAsync([.. group.Select(waiting => waiting.Item)], deadline.Token).WaitAsync(deadline.Token);
            foreach (var (waiting, result) in group.Zip(results))
                waiting.Result.TrySetResult(result);
        }
        catch (Exception e)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            var failure = e is OperationCanceledException ? new UnavailableException("deadline", e) : e;
            foreach (var waiting in group)
                waiting.Result.TrySetException(failure);
        }
    }

    // A single item stays in its caller's trace. A group links to the traces of all its callers.
    private Activity? StartActivity(List<Waiting> group)
    {
        Activity.Current = null;
        var activity = group.Count == 1
            ? source.StartActivity(operation, ActivityKind.Internal, group[0].Caller)
            : source.StartActivity(
                operation, ActivityKind.Internal, parentContext: default, links: group.Select(waiting => new ActivityLink(waiting.Caller)));
        activity?.SetTag("telemetry.group.size", group.Count);
        return activity;
    }

    private sealed record Waiting(TItem Item, int Weight, CancellationToken GaveUp)
    {
        public ActivityContext Caller { get; } = Activity.Current?.Context ?? default;

        public long Since { get; } = Stopwatch.GetTimestamp();

        public TaskCompletionSource<TResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>
/// The bounds of a group commit. Weights are in the items' own unit; an item above MaxWeight is a group of its own. New items are rejected
/// while MaxWaiting is reached. The deadline is for one commit.
/// </summary>
public sealed record GroupLimits(int MaxItems, long MaxWeight, long MaxWaiting, TimeSpan Deadline);
