using Npgsql;
using Telemetry.Aggregation.Rollups;
using Telemetry.Contracts;

namespace Telemetry.Aggregation.Intake.Handlers;

/// <summary>Validates and stages the reports of one kind.</summary>
internal abstract class ReportHandler<TReport>
    where TReport : Report
{
    /// <summary>As in metrics, the account and quarantine (<see cref="ReportKind"/>).</summary>
    public abstract string Kind { get; }

    /// <summary>An error that the database itself does not detect; null: none.</summary>
    public virtual string? Validate(TReport report) => null;

    /// <summary>Equal for duplicates within a batch.</summary>
    public abstract object GetIdentity(TReport report);

    /// <summary>Copies reports to the staging tables, which are empty before.</summary>
    /// <exception cref="PostgresException">Class 22: one of the reports cannot be stored.</exception>
    public abstract Task<StagedReports> StageAsync(
        NpgsqlConnection connection, IReadOnlyList<TReport> reports, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>Reports in the staging tables.</summary>
/// <param name="Rows">The rows of the tables.</param>
/// <param name="Count">The outcomes of the reports, by the result of the rollup steps.</param>
internal sealed record StagedReports(StagedRows Rows, Func<RollupResult, ReportCounts> Count);
