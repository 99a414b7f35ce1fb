using System.Diagnostics;
using Npgsql;

namespace Telemetry.ServiceDefaults.Observability;

/// <summary>
/// Adds to Npgsql's spans what it leaves out: a name and a summary by which statements can be told apart, and a bound. Statements of no request
/// and no batch are not traced: looking for work every second makes thousands of traces of one span.
/// </summary>
public static class DatabaseSpans
{
    private const string Text = "db.query.text";

    // An intake's batch has 50 KB of statements, which never change: in each trace their beginning will do.
    private const int MostText = 2_000;

    /// <summary>For all commands, batches and copies of a data source.</summary>
    public static void DescribeStatements(this NpgsqlDataSourceBuilder database) => database.ConfigureTracing(spans => spans
        .ConfigureCommandFilter(_ => Activity.Current is not null)
        .ConfigureBatchFilter(_ => Activity.Current is not null)
        .ConfigureCopyOperationFilter(_ => Activity.Current is not null)
        .ConfigureCommandSpanNameProvider(command => SqlSummary.Of(command.CommandText))
        .ConfigureCommandEnrichmentCallback((span, command) => Describe(span, SqlSummary.Of(command.CommandText)))
        .ConfigureBatchSpanNameProvider(Summary)
        .ConfigureBatchEnrichmentCallback((span, batch) =>
        {
            Describe(span, Summary(batch));
            span.SetTag("db.operation.batch.size", batch.BatchCommands.Count);
        })
        .ConfigureCopyOperationSpanNameProvider(SqlSummary.Of)
        .ConfigureCopyOperationEnrichmentCallback((span, copy) => Describe(span, SqlSummary.Of(copy))));

    private static string Summary(NpgsqlBatch batch) => SqlSummary.Of(batch.BatchCommands.OfType<NpgsqlBatchCommand>().Select(command => command.CommandText));

    private static void Describe(Activity span, string summary)
    {
        span.SetTag("db.query.summary", summary);
        span.SetTag("db.npgsql.data_source", null);
        if (span.GetTagItem(Text) is string { Length: > MostText } text)
            span.SetTag(Text, $"{text.AsSpan(0, MostText)}...");
    }
}
