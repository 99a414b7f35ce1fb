using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Telemetry.ServiceDefaults.Batching;

namespace Telemetry.Tests.ServiceDefaults;

public sealed class GroupCommitTests
{
    private static readonly GroupLimits Limits = new(MaxItems: 10, MaxWeight: 100, MaxWaiting: 1_000, TimeSpan.FromSeconds(30));

    [Fact]
    public async Task A_single_item_is_committed_without_waiting()
    {
        using var commits = await Commits.StartAsync(Limits);
        commits.Open();

        Assert.Equal(2, await commits.AddAsync(1));
    }

    [Fact]
    public async Task Waiting_items_are_committed_in_groups_of_at_most_the_max_items()
    {
        using var commits = await Commits.StartAsync(Limits with { MaxWeight = 1_000 });
        var first = commits.AddAsync(1);
        await commits.WaitForCommitAsync(1);
        var rest = Enumerable.Range(2, 25).Select(item => commits.AddAsync(item)).ToList();

        commits.Open();

        Assert.Equal(Enumerable.Range(1, 26).Select(item => 2 * item), await Task.WhenAll([first, .. rest]));
        Assert.Equal([1, 10, 10, 5], commits.Groups.Select(group => group.Count));
    }

    [Fact]
    public async Task A_group_has_at_most_the_max_weight_and_a_heavier_item_is_alone()
    {
        using var commits = await Commits.StartAsync(Limits);
        var first = commits.AddAsync(1);
        await commits.WaitForCommitAsync(1);
        int[] weights = [40, 40, 20, 1, 200, 1, 99, 1];
        var rest = weights.Select(weight => commits.AddAsync(weight)).ToList();

        commits.Open();

        await Task.WhenAll([first, .. rest]);
        Assert.Equal([[1], [40, 40, 20], [1], [200], [1, 99], [1]], commits.Groups);
    }

    [Fact]
    public async Task A_full_queue_refuses_at_once_and_accepts_again_after_a_commit()
    {
        using var commits = await Commits.StartAsync(Limits);
        var first = commits.AddAsync(1);
        await commits.WaitForCommitAsync(1);
        var waiting = Enumerable.Range(0, 10).Select(_ => commits.AddAsync(100)).ToList();

        await Assert.ThrowsAsync<UnavailableException>(() => commits.AddAsync(1));

        commits.Open();
        await Task.WhenAll([first, .. waiting]);
        Assert.Equal(2, await commits.AddAsync(1));
    }

    [Fact]
    public async Task A_cancelled_item_is_not_committed()
    {
        using var commits = await Commits.StartAsync(Limits);
        using var cancellation = new CancellationTokenSource();
        var first = commits.AddAsync(1);
        await commits.WaitForCommitAsync(1);
        var cancelled = commits.AddAsync(2, cancellation.Token);
        var remaining = commits.AddAsync(3);

        await cancellation.CancelAsync();
        commits.Open();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await Task.WhenAll(first, remaining);
        Assert.Equal([[1], [3]], commits.Groups);
    }

    [Fact]
    public async Task A_failed_commit_fails_every_item_of_its_group_only()
    {
        using var commits = await Commits.StartAsync(Limits);
        var first = commits.AddAsync(1);
        await commits.WaitForCommitAsync(1);
        var failing = new[] { commits.AddAsync(Commits.Poison), commits.AddAsync(2) };

        commits.Open();

        await first;
        foreach (var task in failing)
            await Assert.ThrowsAsync<InvalidDataException>(() => task);
        Assert.Equal(6, await commits.AddAsync(3));
    }

    [Fact]
    public async Task A_hanging_commit_is_abandoned_at_its_deadline()
    {
        using var commits = await Commits.StartAsync(Limits with { Deadline = TimeSpan.FromMilliseconds(50) });

        await Assert.ThrowsAsync<UnavailableException>(() => commits.AddAsync(1).WaitAsync(Eventually.Deadline));

        commits.Open();
        Assert.Equal(4, await commits.AddAsync(2));
    }

    [Fact]
    public async Task Stopping_commits_waiting_items_and_refuses_new_ones()
    {
        using var commits = await Commits.StartAsync(Limits);
        var first = commits.AddAsync(1);
        await commits.WaitForCommitAsync(1);
        var waiting = commits.AddAsync(2);

        var stopping = commits.StopAsync(CancellationToken.None);
        await Assert.ThrowsAsync<UnavailableException>(() => commits.AddAsync(3));
        commits.Open();

        await stopping.WaitAsync(Eventually.Deadline);
        Assert.Equal(2, await first);
        Assert.Equal(4, await waiting);
    }

    // Doubles numbers as soon as the gate is open. The weight of a number is the number.
    private sealed class Commits(GroupLimits limits) : GroupCommit<int, int>(limits, Source, "double", Wait)
    {
        public const int Poison = 77;

        private static readonly ActivitySource Source = new("Telemetry.Tests.GroupCommit");
        private static readonly Histogram<double> Wait = new Meter(Source.Name).CreateHistogram<double>("wait");

        private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ConcurrentQueue<List<int>> _groups = [];

        public IReadOnlyCollection<List<int>> Groups => _groups;

        public static async Task<Commits> StartAsync(GroupLimits limits)
        {
            var commits = new Commits(limits);
            await commits.StartAsync(CancellationToken.None);
            return commits;
        }

        public void Open() => _gate.TrySetResult();

        public Task<int> AddAsync(int item) => AddAsync(item, CancellationToken.None);

        public new Task<int> AddAsync(int item, CancellationToken cancellationToken) => base.AddAsync(item, cancellationToken);

        public Task<TimeSpan> WaitForCommitAsync(int groups) =>
            Eventually.TrueAsync("the commit begins", () => Task.FromResult(_groups.Count >= groups));

        protected override int Weigh(int item) => item;

        protected override async Task<IReadOnlyList<int>> CommitAsync(IReadOnlyList<int> items, CancellationToken cancellationToken)
        {
            _groups.Enqueue([.. items]);
            await _gate.Task;
            return items.Contains(Poison) ? throw new InvalidDataException() : [.. items.Select(item => 2 * item)];
        }
    }
}
