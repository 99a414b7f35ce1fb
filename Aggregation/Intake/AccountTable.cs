using Telemetry.Aggregation.Intake.Handlers;

namespace Telemetry.Aggregation.Intake;

/// <summary>Both sides of the account (docs/rules.md, rule 9): reports accepted by publishers, and their outcomes here.</summary>
internal static class AccountTable
{
    private const string AddOutcomes =
        """
        insert into analytics.account as a (kind, stored, duplicates, quarantined)
        values ($1, $2, $3, $4)
        on conflict (kind) do update set
          stored = a.stored + excluded.stored,
          duplicates = a.duplicates + excluded.duplicates,
          quarantined = a.quarantined + excluded.quarantined
        """;

    // Publishers send running totals, and messages may arrive in any order.
    private const string RaiseAccepted =
        """
        insert into analytics.publishers as p (publisher_id, kind, accepted)
        select * from unnest($1::uuid[], $2::text[], $3::bigint[])
        on conflict (publisher_id, kind) do update set accepted = greatest(p.accepted, excluded.accepted)
        """;

    private const string AddAccepted =
        """
        insert into analytics.publishers as p (publisher_id, kind, accepted)
        select * from unnest($1::uuid[], $2::text[], $3::bigint[])
        on conflict (publisher_id, kind) do update set accepted = p.accepted + excluded.accepted
        """;

    public static async Task AddAsync(
        NpgsqlConnection connection, IReadOnlyList<ReportsAccepted> messages, BatchCounts counts, CancellationToken cancellationToken)
    {
        await using var batch = connection.CreateBatch();
        foreach (var command in PublisherCommands(messages))
            batch.BatchCommands.Add(command);
        foreach (var (kind, outcomes) in counts.ByKind)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(AddOutcomes)
            {
                Parameters =
                {
                    Sql.Text(kind), Sql.Value(outcomes.Stored), Sql.Value(outcomes.Duplicates), Sql.Value(outcomes.Quarantined),
                },
            });
        }

        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static IEnumerable<NpgsqlBatchCommand> PublisherCommands(IReadOnlyList<ReportsAccepted> messages)
    {
        var totals = messages.Select(message => message.Account).OfType<PublisherAccount>()
            .SelectMany(account => account.Accepted.Select(entry => new Row(account.PublisherId, entry.Key, entry.Value)))
            .GroupBy(row => (row.PublisherId, row.Kind), (_, same) => same.MaxBy(row => row.Accepted)!)
            .ToList();
        if (totals.Count > 0)
            yield return Command(RaiseAccepted, totals);

        // A message without totals is counted by its own reports.
        var uncounted = messages.Where(message => message.Account is null).SelectMany(message => message.All)
            .CountBy(ReportKind.Of)
            .Select(count => new Row(Guid.Empty, count.Key, count.Value))
            .ToList();
        if (uncounted.Count > 0)
            yield return Command(AddAccepted, uncounted);
    }

    private static NpgsqlBatchCommand Command(string sql, List<Row> rows)
    {
        rows.Sort((a, b) => (a.PublisherId, a.Kind).CompareTo((b.PublisherId, b.Kind)));
        return new(sql)
        {
            Parameters =
            {
                Sql.Value(rows.Select(row => row.PublisherId).ToArray()),
                Sql.Texts(rows.Select(row => row.Kind)),
                Sql.Value(rows.Select(row => row.Accepted).ToArray()),
            },
        };
    }

    private sealed record Row(Guid PublisherId, string Kind, long Accepted);
}
