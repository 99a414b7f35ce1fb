using System.Security.Claims;
using Npgsql;
using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Settings;

namespace Telemetry.Aggregation.Reads.Runs;

/// <summary>A request for something about runs, and what it takes to answer it.</summary>
internal sealed record RunAsk(
    HttpRequest Request,
    ClaimsPrincipal Reader,
    AnswerCache Cache,
    NpgsqlDataSource DataSource,
    AggregationSettings Settings,
    TimeProvider Time,
    CancellationToken CancellationToken)
{
    /// <summary>Answers the question that its scope makes, or 400.</summary>
    public Task<IResult> AnswerAsync(Func<RunScope, Question> question) => AnswerAsync((_, scope) => question(scope));

    /// <summary>Answers the question that its scope and further parameters make, or 400.</summary>
    public async Task<IResult> AnswerAsync(Func<Query, RunScope, Question> question)
    {
        var query = new Query(Request.Query);
        var asked = question(query, RunScope.Of(query, Settings, Time));
        return query.Fault is { } fault
            ? TypedResults.Text(fault, statusCode: StatusCodes.Status400BadRequest)
            : new CachedAnswer(await Cache.AskAsync(asked, CancellationToken));
    }
}
