using System.Threading.RateLimiting;
using Telemetry.Contracts;
using Telemetry.Ingestion.Http;
using Telemetry.Ingestion.Masking;
using Telemetry.Ingestion.Runs;

namespace Telemetry.Ingestion.Publishing;

/// <summary>
/// Hands posts that cannot be read to quarantine. Whoever sends rubbish may send much of it: only so many bodies are kept, and so much of
/// each, that a week of it is 1.3 GB; the reasons are kept always.
/// </summary>
public sealed class RefusedPosts(ReportPublisher publisher, TimeProvider clock) : IDisposable
{
    /// <summary>Bodies that are kept of many at once.</summary>
    public const int MostBodies = 120;

    /// <summary>Characters that are kept of a body.</summary>
    public const int MostCharacters = 64 * 1024;

    private const int BodiesPerMinute = 2;
    private const int LongestClient = 100;

    private readonly TokenBucketRateLimiter _bodies = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = MostBodies,
        TokensPerPeriod = BodiesPerMinute,
        ReplenishmentPeriod = TimeSpan.FromMinutes(1),
        QueueLimit = 0,
    });

    /// <summary>Waits until the broker has it on disk.</summary>
    /// <param name="body">The bytes that were posted.</param>
    /// <param name="refusal">What the sender is told.</param>
    /// <param name="meantAs">The kind of report that it would have been.</param>
    /// <param name="client">What the client calls itself.</param>
    /// <param name="cancellationToken">How long the caller can wait.</param>
    /// <exception cref="ServiceDefaults.Batching.UnavailableException">The broker did not confirm it.</exception>
    public async Task KeepAsync(byte[] body, Refusal refusal, string meantAs, string? client, CancellationToken cancellationToken)
    {
        using var lease = _bodies.AttemptAcquire();
        var refused = new PostRefused
        {
            Digest = Reception.DigestOf(body),
            ReceivedAt = clock.GetUtcNow(),
            Reason = refusal.Text,
            MeantAs = meantAs,
            Client = CleanText.Cut(SensitiveText.Mask(CleanText.OneLine(client ?? "")), LongestClient),
            Body = lease.IsAcquired ? CleanText.Cut(SensitiveText.Mask(RawBody.Text(body)), MostCharacters) : null,
        };
        await publisher.PublishAsync(refused, refused.Body?.Length ?? 0, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _bodies.Dispose();
}
