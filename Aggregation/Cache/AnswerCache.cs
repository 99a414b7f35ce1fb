using System.Collections.Concurrent;
using StackExchange.Redis;
using Telemetry.Aggregation.Observability;
using Telemetry.Aggregation.Settings;
using Telemetry.ServiceDefaults.Redis;

namespace Telemetry.Aggregation.Cache;

/// <summary>
/// Finished answers in Redis (rule 8). As long as the data's stamp is the one that an answer was computed under, the answer is right and
/// may live for CACHE_TTL_SECONDS; while data arrives, an answer serves for a second. Askers of the same question at the same time share
/// one query. Without Redis only that sharing is left.
/// </summary>
public sealed class AnswerCache(RedisLink redis, DataStamp stamp, AggregationSettings settings, AggregationMetrics metrics, TimeProvider time)
{
    private static readonly TimeSpan StaleFor = TimeSpan.FromSeconds(1);

    // A computation is not its first asker's own: it goes on when that one leaves.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(Database.DeadlineSeconds);

    private readonly ConcurrentDictionary<(string Question, long Version, Guid Stamp), Lazy<Task<byte[]?>>> _computing = new();

    /// <summary>Answers from Redis where possible.</summary>
    public async Task<Answer> AskAsync(Question question, CancellationToken cancellationToken)
    {
        var (current, kept) = question.MayBeKept ? await LookUpAsync(question) : default;
        var answer = kept switch
        {
            _ when current is null || kept is null => null,
            _ when kept.Stamp.AsSpan().SequenceEqual(current) => new Answer(kept.Body, Answer.Hit),
            _ when question.MayBeStale && (time.GetUtcNow() - kept.ComputedAt).Duration() < StaleFor => new Answer(kept.Body, Answer.Stale),
            _ => null,
        };
        answer ??= new Answer(await ComputeOnceAsync(question, current).WaitAsync(cancellationToken), Answer.Miss);

        metrics.Answered(answer.State);
        return answer;
    }

    /// <summary>Computes an answer ahead of its next asker.</summary>
    public async Task RefreshAsync(Question question, CancellationToken cancellationToken)
    {
        var (current, _) = await LookUpAsync(question);
        if (current is not null)
            await ComputeOnceAsync(question, current).WaitAsync(cancellationToken);
    }

    // The stamp is null when it cannot be relied on: then nothing is taken from Redis, and nothing is kept there.
    private async Task<(byte[]? Stamp, KeptAnswer? Kept)> LookUpAsync(Question question)
    {
        if (settings.CacheTtl == TimeSpan.Zero || stamp.IsOwed)
            return (null, null);

        var (answered, values) = await redis.TryAsync(database => database.StringGetAsync([DataStamp.Key, Key(question)]));
        if (!answered)
            return (null, null);

        // Redis has lost it, with or without the answers.
        if (values![0].IsNull)
            await stamp.ChangeAsync();
        return (values[0], KeptAnswer.FromBytes(values[1]));
    }

    // Shared by those who ask between two changes, of this process or (as far as Redis tells) of another: whoever has changed something sees
    // it in its next answer, whichever process gives it.
    private Task<byte[]?> ComputeOnceAsync(Question question, byte[]? current)
    {
        var shared = (question.Key, stamp.Version, current is { Length: DataStamp.Length } ? new Guid(current) : Guid.Empty);
        return _computing.GetOrAdd(shared, _ => new(() => ComputeAsync(question, current, shared))).Value;
    }

    private async Task<byte[]?> ComputeAsync(Question question, byte[]? current, (string Question, long Version, Guid Stamp) shared)
    {
        // Whatever happens below, this one is entered in the table by then.
        await Task.Yield();
        try
        {
            using var deadline = new CancellationTokenSource(Deadline, time);
            var computedAt = time.GetUtcNow();
            var body = await question.Compute(deadline.Token);
            if (body is not null && current is not null)
                await KeepAsync(question, new KeptAnswer(current, computedAt, body));
            return body;
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException("The database did not answer in time", e);
        }
        finally
        {
            _computing.TryRemove(shared, out _);
        }
    }

    private async Task KeepAsync(Question question, KeptAnswer answer)
    {
        RedisValue bytes = answer.ToBytes();
        await redis.TryAsync(database => database.StringSetAsync(Key(question), bytes, settings.CacheTtl));
    }

    private static RedisKey Key(Question question) => $"analytics:answer:{question.Key}";
}
