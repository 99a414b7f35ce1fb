using Telemetry.Aggregation.Cache;

namespace Telemetry.Aggregation.Reads.Applications;

/// <summary>What answers about an application's days are made with.</summary>
internal sealed record ApplicationAsk(
    HttpRequest Request, AnswerCache Cache, Npgsql.NpgsqlDataSource DataSource, TimeProvider Time, CancellationToken CancellationToken)
{
    /// <summary>Answers for the period of the query; 404 where the answer is null.</summary>
    public async Task<IResult> AnswerAsync(string slug, string what, Func<DayRange, CancellationToken, Task<byte[]?>> compute)
    {
        var query = new Query(Request.Query);
        var period = query.OneOf("period", Period.NamesOfDays);
        if (query.Fault is { } fault)
            return TypedResults.Text(fault, statusCode: StatusCodes.Status400BadRequest);

        // No application has a slug that the database cannot even compare.
        if (slug.Any(char.IsControl))
            return TypedResults.Text(CachedAnswer.UnknownApplication, statusCode: StatusCodes.Status404NotFound);

        var question = new Question($"{what}:{period}:{slug}", ct => compute(DayRange.Of(Period.Named(period), Time.GetUtcNow()), ct), MayBeStale: true);
        return new CachedAnswer(await Cache.AskAsync(question, CancellationToken), CachedAnswer.UnknownApplication);
    }
}
