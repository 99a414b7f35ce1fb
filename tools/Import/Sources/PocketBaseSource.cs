using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Telemetry.Import.Sources;

/// <summary>
/// A PocketBase server's records API. Pages follow each other by the last record and not by number, so that records which come in or go
/// meanwhile shift nothing.
/// </summary>
public sealed partial class PocketBaseSource : ISource
{
    // PocketBase's own limit for a page is 500 in older versions.
    private const int PageSize = 500;

    private readonly HttpClient _http;
    private readonly Uri _records;
    private readonly Patience _patience;

    /// <param name="server">For example https://pb.example.org.</param>
    /// <param name="collection">The collection's name.</param>
    /// <param name="token">Goes to this server only; null: none.</param>
    /// <param name="patience">How long one page is asked for again.</param>
    public PocketBaseSource(Uri server, string collection, string? token, Patience patience)
    {
        _records = new(new Uri(server.AbsoluteUri.TrimEnd('/') + "/"), $"api/collections/{Uri.EscapeDataString(collection)}/records");
        _patience = patience;
        // A redirect would take the token to somebody else.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(60) };
        if (!string.IsNullOrEmpty(token))
            _http.DefaultRequestHeaders.Authorization = new("Bearer", token);
    }

    /// <inheritdoc/>
    public string Location => _records.AbsoluteUri;

    /// <inheritdoc/>
    public async Task<long?> MeasureAsync(string? cursor, CancellationToken cancellationToken)
    {
        using var page = await GetAsync($"?page=1&perPage=1{Behind(cursor)}", cancellationToken);
        return page.RootElement.TryGetProperty("totalItems", out var total) && total.TryGetInt64(out var count) && count >= 0 ? count : null;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SourceRecord> ReadAsync(string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var done = 0L;
        while (true)
        {
            using var page = await GetAsync($"?page=1&perPage={PageSize}&skipTotal=1&sort=created,id{Behind(cursor)}", cancellationToken);
            if (!page.RootElement.TryGetProperty("items", out var items) || items.ValueKind != JsonValueKind.Array)
                throw new SourceException("The server's answer has no items: is it a PocketBase server?");
            if (items.GetArrayLength() == 0)
                yield break;

            foreach (var item in items.EnumerateArray())
            {
                var (created, id) = (Text(item, "created"), Text(item, "id"));
                if (!Plain().IsMatch(created) || !Plain().IsMatch(id))
                    throw new SourceException("The records have no id and created, by which they could be read in order");

                cursor = $"{created}/{id}";
                yield return new() { Kind = Kinds.Runs, Place = $"record {id}", Cursor = cursor, Done = ++done, Json = RunRecord.From(item) };
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static string Behind(string? cursor)
    {
        if (cursor?.Split('/') is not [var created, var id])
            return "";

        return $"&filter={Uri.EscapeDataString($"(created > '{created}' || (created = '{created}' && id > '{id}'))")}";
    }

    private async Task<JsonDocument> GetAsync(string query, CancellationToken cancellationToken)
    {
        using var answer = await _patience.TryAsync(
            "PocketBase", token => _http.GetAsync(new Uri(_records, query), HttpCompletionOption.ResponseContentRead, token), cancellationToken,
            HttpStatusCode.TooManyRequests);
        switch (answer.StatusCode)
        {
            case HttpStatusCode.OK:
                break;
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                throw new SourceException($"PocketBase answered {(int)answer.StatusCode}: it does not let this token list the records (POCKETBASE_TOKEN)");
            case HttpStatusCode.NotFound:
                throw new SourceException($"PocketBase answered 404: there is no such collection ({_records}); name it with --collection");
            default:
                throw new SourceException($"PocketBase answered {(int)answer.StatusCode}");
        }

        try
        {
            return await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
        }
        catch (JsonException e)
        {
            throw new SourceException("The server's answer is no JSON: is it a PocketBase server?", e);
        }
    }

    // What goes into a filter.
    [GeneratedRegex(@"^[0-9A-Za-z_:.+\- ]{1,64}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Plain();
}
