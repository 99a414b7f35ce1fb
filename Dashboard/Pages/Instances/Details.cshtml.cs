using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Telemetry.Dashboard.Pages.Instances;

internal sealed partial class DetailsModel(
    ApplicationApi api, InstanceCommandApi commands, DashboardMetrics metrics, TimeProvider time, ILogger<DetailsModel> logger) : PageModel
{
    // The read API gets a command over the queue, usually within milliseconds. The redirect waits for it, because a page with the old state
    // would look as if the command had failed. After the deadline the page says that the command is not visible yet.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>The status that the last command set, or null.</summary>
    [BindProperty(Name = "done", SupportsGet = true)]
    public string? Done { get; set; }

    public Result Data { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        var (instanceTask, timelineTask) = (api.InstanceAsync(id, cancellationToken), api.TimelineAsync(id, cancellationToken));
        await Task.WhenAll(instanceTask, timelineTask);
        if (await instanceTask is not { } instance)
            return NotFound();

        Data = ResultOf(instance, await timelineTask ?? []);
        return Page();
    }

    public Task<IActionResult> OnPostApproveAsync(Guid id, CancellationToken cancellationToken) =>
        CommandAsync(InstanceCommand.Approve, id, "active", cancellationToken);

    public Task<IActionResult> OnPostRevokeAsync(Guid id, CancellationToken cancellationToken) =>
        CommandAsync(InstanceCommand.Revoke, id, "revoked", cancellationToken);

    public async Task<IActionResult> OnPostDeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        var before = await api.InstanceAsync(id, cancellationToken);
        if (!await commands.SendAsync(InstanceCommand.Delete, id, cancellationToken))
            return NotFound();

        Log.Commanded(logger, InstanceCommand.Delete, id);
        await WaitUntilVisibleAsync(InstanceCommand.Delete, id, instance => instance is null, cancellationToken);
        return LocalRedirect(before is { AppSlug.Length: > 0 } ? $"{Links.Application(before.AppSlug)}?deleted={id}" : Links.Overview);
    }

    private async Task<IActionResult> CommandAsync(InstanceCommand command, Guid id, string status, CancellationToken cancellationToken)
    {
        if (!await commands.SendAsync(command, id, cancellationToken))
            return NotFound();

        Log.Commanded(logger, command, id);
        await WaitUntilVisibleAsync(command, id, instance => instance?.Status == status, cancellationToken);
        return LocalRedirect($"{Links.Instance(id)}?done={status}");
    }

    private async Task WaitUntilVisibleAsync(
        InstanceCommand command, Guid id, Func<Instance?, bool> isVisible, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            while (!isVisible(await api.InstanceAsync(id, deadline.Token)))
                await Task.Delay(PollInterval, deadline.Token);
            metrics.RecordCommandVisible(command, time.GetElapsedTime(start));
        }
        catch (Exception e) when (
            e is ServiceUnavailableException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // The command is on disk; the page shows the current state.
            metrics.CountCommandLate(command);
            Log.Late(logger, command, id);
        }
    }

    private Result ResultOf(Instance instance, IReadOnlyList<TimelineEvent> timeline)
    {
        var snapshots = instance.Snapshots ?? [];
        var values = snapshots.Select(snapshot => snapshot.Metrics.Read()).ToArray();
        var columns = MetricColumns.From(values);
        var newest = instance.Metrics?.Read();
        return new(
            instance,
            timeline,
            MetricSet.From(newest),
            [.. snapshots.Zip(values, (snapshot, metrics) => new Row(snapshot.Timestamp, snapshot.ReceivedAt, columns.ValuesOf(metrics)))],
            columns,
            newest is { Count: > 0 } ? DisplayText.IndentedJson(newest) : null,
            Done is "active" or "revoked" ? Done : null);
    }

    /// <summary>
    /// Timeline and snapshots are newest first; metrics and JSON are those of the newest snapshot. Expected is the status that the last
    /// command set, or null.
    /// </summary>
    internal sealed record Result(
        Instance Instance, IReadOnlyList<TimelineEvent> Timeline, MetricSet Metrics, IReadOnlyList<Row> Snapshots, MetricColumns Columns,
        string? Json, string? Expected);

    /// <summary>
    /// Taken is by the instance's clock, Received by the server's. Values are in the order of the columns, null if the snapshot lacks the
    /// metric.
    /// </summary>
    internal sealed record Row(DateTime Taken, DateTime Received, IReadOnlyList<JsonElement?> Values);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Command} of instance {InstanceId} by the admin")]
        public static partial void Commanded(ILogger logger, InstanceCommand command, Guid instanceId);

        [LoggerMessage(2, LogLevel.Warning, "{Command} of instance {InstanceId} is not visible yet")]
        public static partial void Late(ILogger logger, InstanceCommand command, Guid instanceId);
    }
}
