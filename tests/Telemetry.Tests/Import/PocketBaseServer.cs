using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Telemetry.Tests.Import;

/// <summary>A stub of PocketBase: pages of sorted and filtered records, with a token.</summary>
internal sealed class PocketBaseServer : IAsyncDisposable
{
    public const string Token = "secret-token";

    private readonly WebApplication _app;
    private int _requests;

    public PocketBaseServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/api/collections/telemetry/records", List);
    }

    public SortedDictionary<string, JsonObject> Records { get; } = new(StringComparer.Ordinal);

    /// <summary>Called before each response, with the number of the request; may return another response.</summary>
    public Func<int, IResult?> Before { get; set; } = _ => null;

    public Uri Address => new(_app.Urls.Single());

    public async Task<PocketBaseServer> StartAsync()
    {
        await _app.StartAsync();
        return this;
    }

    public void Add(DateTimeOffset created, JsonObject record)
    {
        var id = $"r{Records.Count:d14}";
        record["id"] = id;
        record["created"] = created.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        record["updated"] ??= record["created"]!.DeepClone();
        record["collectionId"] = "c";
        record["collectionName"] = "telemetry";
        lock (Records)
            Records.Add($"{record["created"]} {id}", record);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult List(HttpRequest request, int page, int perPage, string? filter, string? sort)
    {
        if (Before(Interlocked.Increment(ref _requests)) is { } other)
            return other;
        // PocketBase returns an empty list without the token.
        if (request.Headers.Authorization != $"Bearer {Token}")
            return Results.Json(new { page, perPage, totalItems = 0, items = Array.Empty<object>() });

        lock (Records)
        {
            var after = After(filter);
            var found = Records.Where(record => string.CompareOrdinal(record.Key, after) > 0).ToList();
            Assert.True(perPage == 1 || (sort == "created,id" && page == 1 && perPage <= 500));
            return Results.Json(new
            {
                page,
                perPage,
                totalItems = found.Count,
                items = found.Take(perPage).Select(record => record.Value),
            });
        }
    }

    private static string After(string? filter)
    {
        if (filter is null)
            return "";

        var (created, id) = (filter.Split('\'')[1], filter.Split('\'')[5]);
        Assert.Equal($"(created > '{created}' || (created = '{created}' && id > '{id}'))", filter);
        return $"{created} {id}";
    }
}
