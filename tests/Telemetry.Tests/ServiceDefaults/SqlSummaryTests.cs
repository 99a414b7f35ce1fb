using Telemetry.ServiceDefaults.Observability;

namespace Telemetry.Tests.ServiceDefaults;

public sealed class SqlSummaryTests
{
    [Theory]
    [InlineData("insert into analytics.batches (batch_id) select unnest($1) on conflict do nothing", "insert analytics.batches")]
    [InlineData("insert into analytics.account as a values ($1) on conflict (kind) do update set stored = a.stored", "insert analytics.account")]
    [InlineData("select count(*)\nfrom analytics.runs r join  analytics.scripts s using (app)", "select analytics.runs select analytics.scripts")]
    [InlineData("with old as (delete from analytics.runs where at < $1 returning id) insert into analytics.gone select id from old", "delete analytics.runs insert analytics.gone")]
    [InlineData("update identity.instances set status = 'from analytics.x'", "update identity.instances select analytics.x")]
    [InlineData("copy staged_snapshots (a) from stdin (format binary)", "copy staged_snapshots")]
    [InlineData("select a from analytics.runs union select b from analytics.runs", "select analytics.runs")]
    [InlineData("  listen changes", "listen")]
    [InlineData("", "")]
    public void A_statement_is_what_it_does_to_which_tables(string sql, string summary) => Assert.Equal(summary, SqlSummary.Of(sql));

    [Fact]
    public void Of_many_statements_it_says_each_once_and_as_many_as_fit()
    {
        var statements = Enumerable.Range(0, 60).Select(i => $"insert into analytics.table_{(char)('a' + (i % 26))} values (1)");

        var summary = SqlSummary.Of(statements);

        Assert.StartsWith("insert analytics.table_a insert analytics.table_b ", summary, StringComparison.Ordinal);
        Assert.EndsWith(" ...", summary, StringComparison.Ordinal);
        Assert.InRange(summary.Length, 200, 255);
    }
}
