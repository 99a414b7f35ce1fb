using System.Text.Json.Serialization;
using Telemetry.Aggregation.Runs;

namespace Telemetry.Aggregation.Reads.Runs;

/// <summary>
/// What went wrong in a scope, as <c>errors.sql</c> computes it. Errors are failed and aborted runs; rates and shares are percentages, shares
/// those of all errors. Lists begin with the most frequent, that of days is without gaps and begins with the oldest.
/// </summary>
internal sealed record ErrorReport(
    long TotalErrors,
    long TotalInstalls,
    double OverallFailRate,
    IReadOnlyList<ErrorReport.OfExitCode> ExitCodeStats,
    IReadOnlyList<ErrorReport.OfCategory> CategoryStats,
    IReadOnlyList<ErrorReport.OfApp> AppErrors,
    IReadOnlyList<ErrorReport.Day> ErrorTimeline)
{
    /// <summary>The newest ones.</summary>
    public IReadOnlyList<Error> RecentErrors { get; init; } = [];

    /// <summary>Runs that have told nothing for so long that they will be given up.</summary>
    public long StuckInstalling { get; init; }

    /// <summary>As somebody may see it. A single run is one person's, and what error texts have in common is part of error texts.</summary>
    public ErrorReport For(bool admin) => admin ? this : this with
    {
        AppErrors = [.. AppErrors.Select(app => app with { TopError = "" })],
        RecentErrors = [],
    };

    /// <summary>Errors with an exit code, and what it means.</summary>
    internal sealed record OfExitCode(int ExitCode, long Count, double Percentage)
    {
        /// <summary>For people.</summary>
        public string Description => ExitCodes.Describe(ExitCode);

        /// <summary>"unknown" where the code alone does not tell.</summary>
        public string Category => ExitCodes.All.GetValueOrDefault(ExitCode)?.Category ?? "unknown";
    }

    /// <summary>Errors of a category; the scripts that have most of them.</summary>
    internal sealed record OfCategory(string Category, long Count, double Percentage, string TopApps);

    /// <summary>A script's errors, and what it fails with most often.</summary>
    internal sealed record OfApp(
        string App,
        string Type,
        long TotalCount,
        long FailedCount,
        long AbortedCount,
        double FailureRate,
        int TopExitCode,
        string TopError,
        string TopCategory);

    /// <summary>A day's errors.</summary>
    internal sealed record Day(DateOnly Date, long Failed, long Aborted);

    /// <summary>A run that failed or was aborted.</summary>
    internal sealed record Error(
        string Nsapp, string Type, string Status, int ExitCode, string ErrorCategory, string OsType, string OsVersion, DateTime Created)
    {
        /// <summary>The end of the masked log.</summary>
        [JsonPropertyName("error")]
        public required string Text { get; init; }

        /// <summary>Of a run.</summary>
        public static Error Of(RunRecord run) =>
            new(run.Nsapp, run.Type, run.Status, run.ExitCode, run.ErrorCategory, run.OsType, run.OsVersion, run.Created) { Text = run.Error };
    }
}
