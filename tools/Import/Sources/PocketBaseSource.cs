using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Telemetry.Import.Http;

namespace Telemetry.Import.Sources;

/// <summary>
/// A PocketBase server's records API. A page begins after the last record of the previous one, not at a number: records that are inserted
/// or deleted meanwhile shift nothing.
/// </summary>
internal sealed partial class PocketBaseSource : ISource
{
    // The maximum of older versions of PocketBase.
    private const int PageSize = 500;

    private readonly HttpClient _http;
    private readonly Uri _records;
    private readonly RetryPolicy _retries;

    /// <summary>The server is for example https://pb.example.org. The token is sent to this server only.</summary>
    public PocketBaseSource(Uri server, string collection, string? token, RetryPolicy retries)
    {
        _records = new(new Uri(server.AbsoluteUri.TrimEnd('/') + "/"), $"api/collections/{Uri.EscapeDataString(collection)}/records");
        _retries = retries;
        // A redirect could send the token to another server.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            Timeout = TimeSpan.FromSeconds(60),
        };
        if (!string.IsNullOrEmpty(token))
            _http.DefaultRequestHeaders.Authorization = new("Bearer", token);
    }

    public string Location => _records.AbsoluteUri;

    public async Task<long?> MeasureAsync(string? cursor, CancellationToken cancellationToken)
    {
        using var page = await GetAsync($"?page=1&perPage=1{FilterAfter(cursor)}", cancellationToken);
        return page.RootElement.TryGetProperty("totalItems", out var total) && total.TryGetInt64(out var count) && count >= 0
            ? count
            : null;
    }

    public async IAsyncEnumerable<SourceRecord> ReadAsync(string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var done = 0L;
        while (true)
        {
            using var page = await GetAsync(
                $"?page=1&perPage={PageSize}&skipTotal=1&sort=created,id{FilterAfter(cursor)}", cancellationToken);
            if (!page.RootElement.TryGetProperty("items", out var items) || items.ValueKind != JsonValueKind.Array)
                throw new SourceException("The server's answer has no items: is it a PocketBase server?");
            if (items.GetArrayLength() == 0)
                yield break;

            foreach (var item in items.EnumerateArray())
            {
                var (created, id) = (Text(item, "created"), Text(item, "id"));
                if (!FilterValue().IsMatch(created) || !FilterValue().IsMatch(id))
                    throw new SourceException("The records have no id and created, by which they could be read in order");

                cursor = $"{created}/{id}";
                yield return new()
                {
                    Kind = Kinds.Runs,
                    Position = $"record {id}",
                    Cursor = cursor,
                    Done = ++done,
                    Json = RunRecord.From(item),
                };
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static string FilterAfter(string? cursor)
    {
        if (cursor?.Split('/') is not [var created, var id])
            return "";

        return $"&filter={Uri.EscapeDataString($"(created > '{created}' || (created = '{created}' && id > '{id}'))")}";
    }

    private async Task<JsonDocument> GetAsync(string query, CancellationToken cancellationToken)
    {
        using var response = await _retries.SendAsync(
            "PocketBase",
            token => _http.GetAsync(new Uri(_records, query), HttpCompletionOption.ResponseContentRead, token),
            cancellationToken,
            HttpStatusCode.TooManyRequests);
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                break;
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                throw new SourceException(
                    $"PocketBase answered {(int)response.StatusCode}: it does not let this token list the records (POCKETBASE_TOKEN)");
            case HttpStatusCode.NotFound:
                throw new SourceException($"PocketBase answered 404: there is no such collection ({_records}); name it with --collection");
            default:
                throw new SourceException($"PocketBase answered {(int)response.StatusCode}");
        }

        try
        {
            return await JsonDocument.ParseAsync(
                await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
        }
        catch (JsonException e)
        {
            throw new SourceException("The server's answer is no JSON: is it a PocketBase server?", e);
        }
    }

    // Values that need no escaping in a filter.
    [GeneratedRegex(@"^[0-9A-Za-z_:.+\- ]{1,64}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FilterValue();
}
