using Telemetry.Contracts;

namespace Telemetry.Aggregation.Runs;

/// <summary>What a post makes of a run. Posts may come late, twice and in any order; what the client said newest counts.</summary>
public static class RunMerge
{
    /// <summary>So many of a run's newest posts are known again.</summary>
    public const int MostDigests = 32;

    // What a run belongs to as long as no post names its repository.
    private const string UnnamedRepo = "external";

    // The terminal was closed, Ctrl-C, a request to end: somebody stopped the script, whatever it says.
    private static readonly int[] Stopped = [129, 130, 143];

    /// <summary>Whether a post has been counted.</summary>
    public static bool IsRepetition(RunState? run, RunReported post) => run is not null && run.Digests.Contains(post.Digest);

    /// <summary>The run after a post that is no repetition; without a run the post begins one.</summary>
    public static RunState Onto(RunState? run, RunReported post)
    {
        var at = Microseconds(post.At);
        run ??= Begun(post, at);
        var told = WithWhatWasTold(run, post, isNewest: at >= run.UpdatedAt) with
        {
            UpdatedAt = at > run.UpdatedAt ? at : run.UpdatedAt,
            Steps = run.Steps.With(post.Status, at),
            Digests = [.. run.Digests.TakeLast(MostDigests - 1), post.Digest],
        };
        return Judged(RunStatus.IsOutcome(post.Status) ? WithOutcome(told, post, at) : WithProgress(told, post, at >= run.UpdatedAt));
    }

    /// <summary>The run after nothing came for too long.</summary>
    public static RunState TimedOut(RunState run, DateTimeOffset now) =>
        Judged(run with { Status = RunStatus.Unknown, OutcomeAt = Microseconds(now), TimedOut = true });

    // The status is none yet: the post that began the run says it.
    private static RunState Begun(RunReported post, DateTime at) => new()
    {
        Key = RunKey.Of(post.ExecutionId),
        CreatedAt = at,
        UpdatedAt = at,
        ExecutionId = post.ExecutionId,
        RandomId = post.RandomId,
        Script = post.Script,
        Type = post.Type,
        Status = "",
        StatusSent = "",
        Repo = UnnamedRepo,
    };

    // What does not depend on how the run ends. A late post only fills what is empty.
    private static RunState WithWhatWasTold(RunState run, RunReported post, bool isNewest)
    {
        string Text(string known, string told) => told.Length > 0 && (isNewest || known.Length == 0) ? told : known;
        T? Value<T>(T? known, T? told)
            where T : struct => told is not null && (isNewest || known is null) ? told : known;

        return run with
        {
            RandomId = Text(run.RandomId, post.RandomId),
            Script = Text(run.Script, post.Script),
            Type = Text(run.Type, post.Type),
            Repo = run.Repo == UnnamedRepo && post.RepoSource.Length > 0 ? post.RepoSource : Text(run.Repo, post.RepoSource),
            Slug = Text(run.Slug, post.RepoSlug),
            OsType = Text(run.OsType, post.OsType),
            OsVersion = Text(run.OsVersion, post.OsVersion),
            PveVersion = Text(run.PveVersion, post.PveVersion),
            Method = Text(run.Method, post.Method),
            ContainerType = Value(run.ContainerType, post.ContainerType),
            DiskSize = Value(run.DiskSize, post.DiskSize),
            CoreCount = Value(run.CoreCount, post.CoreCount),
            RamSize = Value(run.RamSize, post.RamSize),
            HasArm = Value(run.HasArm, post.HasArm),
            Architecture = Text(run.Architecture, post.Architecture),
            Platform = Text(run.Platform, post.Platform),
            GpuVendor = Text(run.GpuVendor, post.GpuVendor),
            GpuModel = Text(run.GpuModel, post.GpuModel),
            GpuPassthrough = Text(run.GpuPassthrough, post.GpuPassthrough),
            CpuVendor = Text(run.CpuVendor, post.CpuVendor),
            CpuModel = Text(run.CpuModel, post.CpuModel),
            RamSpeed = Text(run.RamSpeed, post.RamSpeed),
        };
    }

    // A run that has its outcome has only one step more.
    private static RunState WithProgress(RunState run, RunReported post, bool isNewest)
    {
        if (run.OutcomeAt is not null)
            return run;

        return isNewest
            ? WithEnd(run, post) with { Status = post.Status, StatusSent = post.Status }
            : WithGapsFilled(run, post);
    }

    private static RunState WithOutcome(RunState run, RunReported post, DateTime at)
    {
        if (!Wins(run, post.Status, at))
            return post.Status == run.StatusSent ? WithGapsFilled(run, post) : run;

        var ended = WithEnd(run, post);
        var stopped = post.Status == RunStatus.Failed && ended.ExitCode is { } code && Stopped.Contains(code);
        return ended with
        {
            Status = stopped ? RunStatus.Aborted : post.Status,
            StatusSent = post.Status,
            OutcomeAt = at,
            TimedOut = false,
        };
    }

    // The newest real outcome; any real one rather than unknown.
    private static bool Wins(RunState run, string status, DateTime at)
    {
        if (run.OutcomeAt is null || run.TimedOut)
            return true;

        var isReal = RunStatus.IsReal(status);
        return RunStatus.IsReal(run.Status) == isReal ? at >= run.OutcomeAt : isReal;
    }

    // Clients send an end again with a shorter text; another status has a text of its own.
    private static RunState WithEnd(RunState run, RunReported post) => run with
    {
        ExitCode = post.ExitCode ?? run.ExitCode,
        InstallDuration = post.InstallDuration ?? run.InstallDuration,
        CategorySent = post.ErrorCategory.Length > 0 ? post.ErrorCategory : run.CategorySent,
        Error = post.Status == run.StatusSent ? Longer(run.Error, post.Error) : post.Error.Length > 0 ? post.Error : run.Error,
    };

    private static RunState WithGapsFilled(RunState run, RunReported post) => run with
    {
        ExitCode = run.ExitCode ?? post.ExitCode,
        InstallDuration = run.InstallDuration ?? post.InstallDuration,
        CategorySent = run.CategorySent.Length > 0 ? run.CategorySent : post.ErrorCategory,
        Error = post.Status == run.StatusSent ? Longer(run.Error, post.Error) : run.Error.Length > 0 ? run.Error : post.Error,
    };

    private static string Longer(string known, string told) => told.Length > known.Length ? told : known;

    // What follows from all of it.
    private static RunState Judged(RunState run)
    {
        if (!RunStatus.IsFailure(run.Status))
            return run with { Category = run.TimedOut ? ErrorCategory.Timeout : "", Pattern = "" };

        return run with
        {
            Category = ErrorCategory.Of(run.ExitCode, run.Error, run.CategorySent),
            Pattern = ErrorPattern.Of(run.Error),
        };
    }

    // The database keeps no more, and what is read again has to be equal.
    private static DateTime Microseconds(DateTimeOffset time) => new(time.UtcTicks - time.UtcTicks % TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc);
}
