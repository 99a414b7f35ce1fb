using System.Net.Mime;
using System.Security.Claims;
using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Suppression;
using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.Aggregation.Reads;

/// <summary>The readers of a response. Everybody is the public under PUBLIC_DASHBOARD.</summary>
internal enum Audience
{
    Admin,
    Public,
}

/// <summary>
/// A query of the read API. Each audience has a cache entry of its own, and what the public may not see never enters its one.
/// </summary>
internal sealed record ReadQuery
{
    private readonly Func<Audience, CancellationToken, Task<byte[]?>> _computeAsync;

    private ReadQuery(string key, Func<Audience, CancellationToken, Task<byte[]?>> computeAsync) =>
        (Key, _computeAsync) = (key, computeAsync);

    /// <summary>The query with all its parameters.</summary>
    public string Key { get; }

    /// <inheritdoc cref="CachedQuery.MayBeStale"/>
    public bool MayBeStale { get; init; } = true;

    /// <inheritdoc cref="CachedQuery.IsCached"/>
    public bool IsCached { get; init; } = true;

    public string ContentType { get; private init; } = MediaTypeNames.Application.Json;

    /// <summary>A query that makes a record; null: not found.</summary>
    public static ReadQuery OfRecord<T>(string key, Func<Audience, CancellationToken, Task<T?>> computeAsync)
        where T : class => new(key, async (audience, cancellationToken) => await computeAsync(audience, cancellationToken) switch
        {
            null => null,
            var response when audience == Audience.Public => PublicJson.Write(response),
            var response => Json.Bytes(response),
        });

    /// <summary>A query for which the database builds the finished JSON of a record; null: not found.</summary>
    public static ReadQuery OfJson<T>(string key, Func<Audience, CancellationToken, Task<byte[]?>> computeAsync)
        where T : class => new(key, async (audience, cancellationToken) =>
        {
            var json = await computeAsync(audience, cancellationToken);
            return json is not null && audience == Audience.Public ? PublicJson.Write<T>(json) : json;
        });

    /// <summary>A query that makes a record which is written in another format; the public's one has null for what is suppressed.</summary>
    public static ReadQuery OfText<T>(string key, string contentType, Func<CancellationToken, Task<T>> computeAsync, Func<T, byte[]> write)
        where T : class => new(key, async (audience, cancellationToken) =>
        {
            var response = await computeAsync(cancellationToken);
            return write(audience == Audience.Public ? PublicJson.Suppress(response) : response);
        })
        {
            ContentType = contentType,
        };

    /// <summary>What the cache needs of it.</summary>
    public CachedQuery For(Audience audience) => new(
        audience == Audience.Public ? $"public:{Key}" : Key,
        cancellationToken => _computeAsync(audience, cancellationToken),
        MayBeStale,
        IsCached);

    /// <summary>The same for every audience that there is.</summary>
    public IEnumerable<CachedQuery> ForAll(AccessSettings access) =>
        access.PublicDashboard ? [For(Audience.Admin), For(Audience.Public)] : [For(Audience.Admin)];

    public static Audience AudienceOf(ClaimsPrincipal user) =>
        user.Identity is { IsAuthenticated: true } ? Audience.Admin : Audience.Public;
}
