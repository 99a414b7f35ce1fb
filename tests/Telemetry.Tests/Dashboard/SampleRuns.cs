using Telemetry.Contracts.Reads;
using Telemetry.Dashboard.Api;

namespace Telemetry.Tests.Dashboard;

/// <summary>Responses about runs. All texts of a client have the same value.</summary>
internal static class SampleRuns
{
    public static void AddTo(ServicesStub services, string text = "docker")
    {
        services.Respond("/api/dashboard", Summary(text));
        services.Respond("/api/scripts", Scripts(text));
        services.Respond("/api/errors", Errors(text));
        services.Respond("/api/records", Records(text));
        services.Respond("/api/exit-codes", new Dictionary<string, string> { ["100"] = "apt gave up" });
        services.Respond("/api/cleanup/status", new CleanupStatus(2, 1, "1m0s", Enabled: true));
        services.Respond("/api/cleanup/run", new CleanupRun(2, "2 runs closed"));
    }

    public static RunSummary Summary(string text = "docker", long runs = 1_000) => new()
    {
        TotalInstalls = runs,
        TotalAllTime = 4_000,
        SampleSize = runs,
        SuccessCount = 800,
        FailedCount = 100,
        AbortedCount = 60,
        InstallingCount = 40,
        SuccessRate = 88.9,
        AvgInstallDuration = 94.4,
        OsDistribution = [new(text, 750)],
        MethodStats = [new(text, 900)],
        PveVersions = [new(text, 500)],
        TypeStats = [new(text, 950)],
        ErrorAnalysis = [new(text, 12, 3, text)],
        FailedApps = [new() { App = text, Type = text, TotalCount = 40, FailedCount = 22, FailureRate = 55 }],
        DailyStats = Days((date, i) => new RunDay(date, Success: 10 * i, Failed: i, Aborted: 3 * i)),
        Previous = new()
        {
            TotalInstalls = 1_000,
            SuccessCount = 400,
            FailedCount = 50,
            InstallingCount = 50,
            SuccessRate = 90.9,
            AvgInstallDuration = 64.4,
        },
        GpuStats = [new(text, text, 5)],
        TopTools = [new(text, 6)],
        TopAddons = [new(text, 7)],
        RepoSlugs = [new(text, 8), new("acme/fork", 7)],
        ResourceTrends = Days((date, i) => new ResourceDay { Date = date, AvgCores = i, AvgRamMb = 512.5 * i }),
    };

    private static ErrorReport Errors(string text) => new()
    {
        TotalErrors = 160,
        TotalInstalls = 1_000,
        OverallFailRate = 11.1,
        ExitCodeStats = [new() { ExitCode = 100, Count = 80, Description = text, Category = "apt", Percentage = 50 }],
        CategoryStats = [new() { Category = text, Count = 80, Percentage = 50, TopApps = text }],
        AppErrors =
        [
            new()
            {
                App = text,
                Type = text,
                TotalCount = 40,
                FailedCount = 22,
                AbortedCount = 1,
                FailureRate = 55,
                TopExitCode = 100,
                TopError = text,
                TopCategory = text,
            },
        ],
        ErrorTimeline = Days((date, i) => new ErrorDay(date, Failed: i, Aborted: 3 * i)),
    };

    private static ScriptList Scripts(string text) => new()
    {
        TotalScripts = 12,
        TopScripts =
        [
            new()
            {
                App = text,
                Type = text,
                Total = 400,
                Success = 300,
                Failed = 60,
                Aborted = 30,
                Installing = 10,
                SuccessRate = 83.3,
                DaysOld = 12,
                InstallsPerDay = 13.33,
            },
            new() { App = "new", Type = "lxc", Total = 1, Installing = 1, DaysOld = 1, InstallsPerDay = 0.03 },
        ],
    };

    private static RunRecordPage Records(string text) => new()
    {
        Page = 1,
        Limit = 50,
        Total = 120,
        TotalPages = 3,
        Records =
        [
            new()
            {
                ExecutionId = "r1",
                RandomId = text,
                Nsapp = text,
                Type = text,
                Status = "failed",
                Created = Sample.Time("2026-05-04T11:00:00Z"),
                ExitCode = 100,
                ErrorCategory = text,
                Error = text,
                InstallDuration = 94,
                OsType = text,
                OsVersion = text,
                PveVersion = text,
                Method = text,
                GpuVendor = text,
                GpuModel = text,
                GpuPassthrough = text,
                CpuVendor = text,
                CpuModel = text,
                RamSpeed = text,
                Arch = text,
                Platform = text,
                RepoSource = text,
                RepoSlug = text,
                DiskSize = 8,
                CoreCount = 2,
                RamSize = 2048,
                CtType = 1,
                Pipeline = JsonSerializer.Serialize<RunStep[]>(
                    [new("installing", Sample.Time("2026-05-04T10:58:00Z")), new(text, Sample.Time("2026-05-04T11:00:00Z"))],
                    ServiceHttp.Json),
            },
        ],
    };

    private static T[] Days<T>(Func<DateOnly, int, T> day) =>
        [.. Enumerable.Range(0, 3).Select(i => day(Sample.Day("2026-05-02").AddDays(i), i))];
}
