using Npgsql;
using Telemetry.Contracts;

namespace Telemetry.Aggregation.Intake.Kinds;

/// <summary>What one kind of report needs on its way into the database, apart from its steps.</summary>
internal abstract class Kind
{
    /// <summary>As in metrics, the account and quarantine (<see cref="ReportKind"/>).</summary>
    public abstract string Name { get; }

    /// <summary>What makes a report unfit for storing, beyond what the database itself refuses; null if nothing does.</summary>
    public abstract string? Fault(Report report);

    /// <summary>Equal for reports that are one.</summary>
    public abstract object Identity(Report report);

    /// <summary>
    /// Puts reports of this kind into the scratch tables (staging.sql), which are empty before, and notes in the content what is there
    /// besides their number.
    /// </summary>
    /// <exception cref="PostgresException">Class 22: one of the reports cannot be stored.</exception>
    public abstract Task StageAsync(
        NpgsqlConnection connection, IReadOnlyList<Report> reports, Content content, CancellationToken cancellationToken);

    /// <summary>What became of them, after the steps.</summary>
    public abstract Tally.Counts Counts(Content content);
}

/// <inheritdoc/>
internal abstract class Kind<TReport> : Kind
    where TReport : Report
{
    /// <inheritdoc/>
    public sealed override string? Fault(Report report) => Fault((TReport)report);

    /// <inheritdoc/>
    public sealed override object Identity(Report report) => Identity((TReport)report);

    /// <inheritdoc/>
    public sealed override Task StageAsync(
        NpgsqlConnection connection, IReadOnlyList<Report> reports, Content content, CancellationToken cancellationToken) =>
        StageAsync(connection, [.. reports.Cast<TReport>()], content, cancellationToken);

    /// <inheritdoc cref="Kind.Fault"/>
    protected virtual string? Fault(TReport report) => null;

    /// <inheritdoc cref="Kind.Identity"/>
    protected abstract object Identity(TReport report);

    /// <inheritdoc cref="Kind.StageAsync"/>
    protected abstract Task StageAsync(
        NpgsqlConnection connection, IReadOnlyList<TReport> reports, Content content, CancellationToken cancellationToken);
}
