using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Telemetry.Dashboard.Api;
using Telemetry.Dashboard.Display;

namespace Telemetry.Dashboard.Pages.Instances;

/// <summary>One instance: what it is, what it sent, and what an admin may do with it.</summary>
public sealed partial class DetailsModel(
    ReadApi api, InstanceCommands commands, DashboardMetrics metrics, TimeProvider time, ILogger<DetailsModel> logger) : PageModel
{
    // The read API learns of a command over the queue, usually within milliseconds. An answer that shows the old state would look as if the
    // command had failed; one that never comes would be worse.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The command that led here, if any.</summary>
    [BindProperty(Name = "done", SupportsGet = true)]
    public string? Done { get; set; }

    /// <summary>What is shown.</summary>
    public Result Shown { get; private set; } = null!;

    /// <summary>Shows the page; 404 if there is no such instance.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        var (asked, timeline) = (api.InstanceAsync(id, cancellationToken), api.TimelineAsync(id, cancellationToken));
        await Task.WhenAll(asked, timeline);
        if (await asked is not { } instance)
            return NotFound();

        Shown = Show(instance, await timeline ?? []);
        return Page();
    }

    /// <summary>Lets its reports count.</summary>
    public Task<IActionResult> OnPostApproveAsync(Guid id, CancellationToken cancellationToken) =>
        CommandAsync(InstanceCommand.Approve, id, "active", cancellationToken);

    /// <summary>Shuts it out.</summary>
    public Task<IActionResult> OnPostRevokeAsync(Guid id, CancellationToken cancellationToken) =>
        CommandAsync(InstanceCommand.Revoke, id, "revoked", cancellationToken);

    /// <summary>Deletes it and goes to its application.</summary>
    public async Task<IActionResult> OnPostDeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        var before = await api.InstanceAsync(id, cancellationToken);
        if (!await commands.SendAsync(InstanceCommand.Delete, id, cancellationToken))
            return NotFound();

        Log.Commanded(logger, InstanceCommand.Delete, id);
        await BecomesVisibleAsync(InstanceCommand.Delete, id, instance => instance is null, cancellationToken);
        return LocalRedirect(before is { AppSlug.Length: > 0 } ? $"{Links.Application(before.AppSlug)}?deleted={id}" : Links.Overview);
    }

    private async Task<IActionResult> CommandAsync(InstanceCommand command, Guid id, string status, CancellationToken cancellationToken)
    {
        if (!await commands.SendAsync(command, id, cancellationToken))
            return NotFound();

        Log.Commanded(logger, command, id);
        await BecomesVisibleAsync(command, id, instance => instance?.Status == status, cancellationToken);
        return LocalRedirect($"{Links.Instance(id)}?done={status}");
    }

    private async Task BecomesVisibleAsync(InstanceCommand command, Guid id, Func<Instance?, bool> shows, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            while (!shows(await api.InstanceAsync(id, deadline.Token)))
                await Task.Delay(Pause, deadline.Token);
            metrics.ShowCommand(command, time.GetElapsedTime(start));
        }
        catch (Exception e) when (e is ServiceUnavailableException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // The command is on disk. The page says what it knows then.
            metrics.MissCommand(command);
            Log.Late(logger, command, id);
        }
    }

    private Result Show(Instance instance, IReadOnlyList<TimelineEvent> timeline)
    {
        var snapshots = instance.Snapshots ?? [];
        var columns = MetricColumns.Of(snapshots.Select(snapshot => snapshot.Metrics));
        return new(
            new(instance.InstanceId, instance.AppName, instance.AppSlug, instance.Status, instance.AppVersion, instance.OsArch, instance.DeploymentMode,
                instance.Environment, instance.RegisteredAt, instance.LastSeenAt),
            timeline,
            MetricSet.From(instance.Metrics),
            [.. snapshots.Select(snapshot => new Row(
                snapshot.Timestamp, snapshot.ReceivedAt,
                [.. columns.Keys.Select(key => snapshot.Metrics is { } all && all.TryGetValue(key, out var value) ? value : (JsonElement?)null)]))],
            columns,
            instance.Metrics is { Count: > 0 } newest ? JsonText.Indented(newest) : null,
            Done is "active" or "revoked" ? Done : null);
    }

    /// <summary>What is shown.</summary>
    /// <param name="Facts">What it is.</param>
    /// <param name="Timeline">What happened to it, newest first.</param>
    /// <param name="Metrics">Its newest metrics.</param>
    /// <param name="Snapshots">Its newest snapshots, newest first.</param>
    /// <param name="Columns">The columns of those.</param>
    /// <param name="Json">The newest metrics as they came; null if none did.</param>
    /// <param name="Expected">The status that a command asked for just now.</param>
    public sealed record Result(
        Facts Facts, IReadOnlyList<TimelineEvent> Timeline, MetricSet Metrics, IReadOnlyList<Row> Snapshots, MetricColumns Columns, string? Json, string? Expected);

    /// <summary>What an instance is.</summary>
    public sealed record Facts(
        Guid Id, string? Application, string ApplicationSlug, string Status, string? Version, string? OsArch, string? Mode, string? Environment,
        DateTimeOffset? Registered, DateTimeOffset? LastSeen);

    /// <summary>A snapshot; its values are in the order of the columns.</summary>
    /// <param name="Taken">By the instance's clock.</param>
    /// <param name="Received">By ours.</param>
    /// <param name="Values">Null where the snapshot lacks the metric.</param>
    public sealed record Row(DateTimeOffset Taken, DateTimeOffset Received, IReadOnlyList<JsonElement?> Values);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Command} of instance {InstanceId} by the admin")]
        public static partial void Commanded(ILogger logger, InstanceCommand command, Guid instanceId);

        [LoggerMessage(2, LogLevel.Warning, "{Command} of instance {InstanceId} is not visible yet")]
        public static partial void Late(ILogger logger, InstanceCommand command, Guid instanceId);
    }
}
