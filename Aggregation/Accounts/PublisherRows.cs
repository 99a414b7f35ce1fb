using Npgsql;
using Telemetry.Contracts;

namespace Telemetry.Aggregation.Accounts;

/// <summary>What the publishers of batches say that they accepted.</summary>
internal static class PublisherRows
{
    /// <summary>The highest number counts, whatever order batches come in.</summary>
    private const string Raise =
        """
        insert into analytics.publishers as p (publisher_id, kind, accepted)
        select * from unnest($1::uuid[], $2::text[], $3::bigint[])
        on conflict (publisher_id, kind) do update set accepted = greatest(p.accepted, excluded.accepted)
        """;

    private const string Add =
        """
        insert into analytics.publishers as p (publisher_id, kind, accepted)
        select * from unnest($1::uuid[], $2::text[], $3::bigint[])
        on conflict (publisher_id, kind) do update set accepted = p.accepted + excluded.accepted
        """;

    /// <summary>The statements that keep what these batches say.</summary>
    public static IEnumerable<NpgsqlBatchCommand> Keep(IReadOnlyList<ReportsAccepted> batches)
    {
        var told = batches.Select(batch => batch.Account).OfType<PublisherAccount>()
            .SelectMany(account => account.Accepted.Select(entry => new Row(account.PublisherId, entry.Key, entry.Value)))
            .GroupBy(row => (row.PublisherId, row.Kind), (_, same) => same.MaxBy(row => row.Accepted)!)
            .ToList();
        if (told.Count > 0)
            yield return Command(Raise, told);

        var untold = batches.Where(batch => batch.Account is null).SelectMany(batch => batch.All)
            .CountBy(ReportKind.Of)
            .Select(count => new Row(Guid.Empty, count.Key, count.Value))
            .ToList();
        if (untold.Count > 0)
            yield return Command(Add, untold);
    }

    private static NpgsqlBatchCommand Command(string sql, List<Row> rows)
    {
        rows.Sort((a, b) => (a.PublisherId, a.Kind).CompareTo((b.PublisherId, b.Kind)));
        return new(sql)
        {
            Parameters =
            {
                new() { Value = rows.Select(row => row.PublisherId).ToArray() },
                new() { Value = rows.Select(row => row.Kind).ToArray() },
                new() { Value = rows.Select(row => row.Accepted).ToArray() },
            },
        };
    }

    private sealed record Row(Guid PublisherId, string Kind, long Accepted);
}
