using System.Net.Mime;
using System.Security.Claims;
using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Suppression;
using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.Aggregation.Reads;

internal enum Audience
{
    Admin,
    Public,
}

/// <summary>A query of the read API. Each audience has its own cache entry, and the public one never contains suppressed values.</summary>
internal sealed record ReadQuery
{
    private readonly Func<Audience, CancellationToken, Task<byte[]?>> _computeAsync;

    private ReadQuery(string key, Func<Audience, CancellationToken, Task<byte[]?>> computeAsync) =>
        (Key, _computeAsync) = (key, computeAsync);

    public string Key { get; }

    public bool MayBeStale { get; init; } = true;

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

    /// <summary>A query whose JSON is built by the database; null: not found.</summary>
    public static ReadQuery OfJson<T>(string key, Func<Audience, CancellationToken, Task<byte[]?>> computeAsync)
        where T : class => new(key, async (audience, cancellationToken) =>
        {
            var json = await computeAsync(audience, cancellationToken);
            return json is not null && audience == Audience.Public ? PublicJson.Write<T>(json) : json;
        });

    /// <summary>A query that makes a record which is written in another format. In the public variant suppressed values are null.</summary>
    public static ReadQuery OfText<T>(string key, string contentType, Func<CancellationToken, Task<T>> computeAsync, Func<T, byte[]> write)
        where T : class => new(key, async (audience, cancellationToken) =>
        {
            var response = await computeAsync(cancellationToken);
            return write(audience == Audience.Public ? PublicJson.Suppress(response) : response);
        })
        {
            ContentType = contentType,
        };

    public CachedQuery For(Audience audience) => new(
        audience == Audience.Public ? $"public:{Key}" : Key,
        cancellationToken => _computeAsync(audience, cancellationToken),
        MayBeStale,
        IsCached);

    public IEnumerable<CachedQuery> ForAll(AccessSettings access) =>
        access.PublicDashboard ? [For(Audience.Admin), For(Audience.Public)] : [For(Audience.Admin)];

    public static Audience AudienceOf(ClaimsPrincipal user) =>
        user.Identity is { IsAuthenticated: true } ? Audience.Admin : Audience.Public;
}
