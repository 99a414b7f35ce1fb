using System.Threading.RateLimiting;
using Telemetry.Ingestion.Masking;

namespace Telemetry.Ingestion.Queue;

/// <summary>
/// Publishes unparsable posts for the quarantine. A client may send many, so the number and the length of stored bodies are limited to 1.3
/// GB a week; their problems are all stored.
/// </summary>
internal sealed class RefusedPosts(ReportPublisher publisher, TimeProvider clock) : IDisposable
{
    /// <summary>The number of bodies in a burst.</summary>
    public const int MaxBodies = 120;

    /// <summary>The maximum stored of a body.</summary>
    public const int MaxCharacters = 64 * 1024;

    private const int BodiesPerMinute = 2;
    private const int MaxClientLength = 100;

    private readonly TokenBucketRateLimiter _bodies = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = MaxBodies,
        TokensPerPeriod = BodiesPerMinute,
        ReplenishmentPeriod = TimeSpan.FromMinutes(1),
        QueueLimit = 0,
    });

    /// <summary>
    /// Waits until the broker has the post on disk. Kind is the kind of the report, had it been parsed; client is the <c>User-Agent</c>.
    /// </summary>
    public async Task PublishAsync(byte[] body, Problem problem, string kind, string? client, CancellationToken cancellationToken)
    {
        using var lease = _bodies.AttemptAcquire();
        var refused = new PostRefused
        {
            Digest = ReportMetadata.DigestOf(body),
            ReceivedAt = clock.GetUtcNow(),
            Reason = problem.Text,
            MeantAs = kind,
            Client = PlainText.Truncate(SensitiveText.Mask(PlainText.OneLine(client ?? "")), MaxClientLength),
            Body = lease.IsAcquired ? PlainText.Truncate(SensitiveText.Mask(RawBody.ToText(body)), MaxCharacters) : null,
        };
        await publisher.PublishAsync(refused, refused.Body?.Length ?? 0, cancellationToken);
    }

    public void Dispose() => _bodies.Dispose();
}
