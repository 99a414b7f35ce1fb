using Telemetry.Aggregation.Rollups;

namespace Telemetry.Aggregation.Intake.Handlers;

internal abstract class ReportHandler<TReport>
    where TReport : Report
{
    public abstract string Kind { get; }

    /// <summary>An error that the database itself does not detect.</summary>
    public virtual string? Validate(TReport report) => null;

    public abstract object GetIdentity(TReport report);

    /// <summary>Copies reports to the staging tables, which are empty before.</summary>
    /// <exception cref="PostgresException">Class 22: one of the reports cannot be stored.</exception>
    public abstract Task<StagedReports> StageAsync(
        NpgsqlConnection connection, IReadOnlyList<TReport> reports, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>Rows in the staging tables, and a function from the rollup result to the outcomes of the reports.</summary>
internal sealed record StagedReports(StagedRows Rows, Func<RollupResult, ReportCounts> Count);
