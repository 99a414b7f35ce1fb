namespace Telemetry.Aggregation.Runs;

/// <summary>Posts may arrive late, twice and in any order; the newest by time counts.</summary>
internal static class RunMerge
{
    /// <summary>Duplicates among this many of the newest posts of a run are detected.</summary>
    public const int MaxDigests = 32;

    // The repository of a run while no post names one.
    private const string UnnamedRepo = "external";

    // SIGHUP, SIGINT and SIGTERM: a person stopped the script. The sent status is ignored then.
    private static readonly int[] StopExitCodes = [129, 130, 143];

    public static bool IsDuplicate(RunState? run, RunReported post) => run is not null && run.Digests.Contains(post.Digest);

    /// <summary>Without a run the post creates one. The post must not be a duplicate.</summary>
    public static RunState Merge(RunState? run, RunReported post)
    {
        var at = Microseconds(post.At);
        run ??= Create(post, at);
        var described = WithDescription(run, post, isNewest: at >= run.UpdatedAt) with
        {
            UpdatedAt = at > run.UpdatedAt ? at : run.UpdatedAt,
            Steps = run.Steps.With(post.Status, at),
            Digests = [.. run.Digests.TakeLast(MaxDigests - 1), post.Digest],
        };
        return Classify(
            RunStatus.IsOutcome(post.Status) ? WithOutcome(described, post, at) : WithProgress(described, post, at >= run.UpdatedAt));
    }

    public static RunState TimeOut(RunState run, DateTimeOffset now) =>
        Classify(run with { Status = RunStatus.Unknown, OutcomeAt = Microseconds(now), TimedOut = true });

    // The status is empty here and set by the merge of the post.
    private static RunState Create(RunReported post, DateTime at) => new()
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

    // The fields that do not depend on the outcome. A late post only fills empty ones.
    private static RunState WithDescription(RunState run, RunReported post, bool isNewest)
    {
        string Text(string known, string sent) => sent.Length > 0 && (isNewest || known.Length == 0) ? sent : known;
        T? Value<T>(T? known, T? sent)
            where T : struct => sent is not null && (isNewest || known is null) ? sent : known;

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

    // A run with an outcome only gets one step more.
    private static RunState WithProgress(RunState run, RunReported post, bool isNewest)
    {
        if (run.OutcomeAt is not null)
            return run;

        return isNewest
            ? WithNewest(run, post) with { Status = post.Status, StatusSent = post.Status }
            : WithGapsFilled(run, post);
    }

    private static RunState WithOutcome(RunState run, RunReported post, DateTime at)
    {
        if (!Wins(run, post.Status, at))
            return post.Status == run.StatusSent ? WithGapsFilled(run, post) : run;

        var ended = WithNewest(run, post);
        var isStopped = post.Status == RunStatus.Failed && ended.ExitCode is { } code && StopExitCodes.Contains(code);
        return ended with
        {
            Status = isStopped ? RunStatus.Aborted : post.Status,
            StatusSent = post.Status,
            OutcomeAt = at,
            TimedOut = false,
        };
    }

    // The newest real outcome wins, and any real one wins over unknown.
    private static bool Wins(RunState run, string status, DateTime at)
    {
        if (run.OutcomeAt is null || run.TimedOut)
            return true;

        var isReal = RunStatus.IsReal(status);
        return RunStatus.IsReal(run.Status) == isReal ? at >= run.OutcomeAt : isReal;
    }

    // Clients repeat an outcome with a shorter text, so the longer one is kept; another status has its own text.
    private static RunState WithNewest(RunState run, RunReported post) => run with
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

    private static string Longer(string known, string sent) => sent.Length > known.Length ? sent : known;

    // The fields derived from the others.
    private static RunState Classify(RunState run)
    {
        if (!RunStatus.IsFailure(run.Status))
            return run with { Category = run.TimedOut ? ErrorCategory.Timeout : "", Pattern = "" };

        return run with
        {
            Category = ErrorCategory.Of(run.ExitCode, run.Error, run.CategorySent),
            Pattern = ErrorPattern.Of(run.Error),
        };
    }

    // The precision of the database, so that a row equals the run that was stored.
    private static DateTime Microseconds(DateTimeOffset time) =>
        new(time.UtcTicks - time.UtcTicks % TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc);
}
