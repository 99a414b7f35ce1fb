using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Telemetry.Aggregation.Settings;

namespace Telemetry.Aggregation.Stars;

/// <summary>
/// The client of GitHub, with one allowed address, a total time-out and a limit on the response. It is not made by the service's client
/// factory, whose clients resolve hosts by configuration, retry and trace.
/// </summary>
internal sealed class GitHubApi : IDisposable
{
    private const int MaxBytes = 256 * 1024;

    // A repository that was renamed and moved to another owner takes two.
    private const int MaxRedirects = 3;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private readonly GitHubAddress _address;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    public GitHubApi(GitHubAddress address, AggregationSettings settings, TimeProvider time)
    {
        (_address, _time) = (address, time);
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ActivityHeadersPropagator = null,
                // In kilobytes.
                MaxResponseHeadersLength = 32,
                // The rest of a body that is too long is not read.
                MaxResponseDrainSize = 0,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            },
            disposeHandler: true);
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("telemetry-platform", productVersion: null));
        _http.DefaultRequestHeaders.Accept.ParseAdd("application/vnd.github+json");
        if (settings.GithubToken is { } token)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public async Task<int> StarsAsync(Repository repository, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return StarsIn(await GetAsync(new Uri(_address.Uri, $"/repos/{repository.Owner}/{repository.Name}"), either.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new GitHubException($"no answer within {Deadline.TotalSeconds} seconds");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new GitHubException("cannot be reached");
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<ReadOnlyMemory<byte>> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        for (var redirects = 0; redirects <= MaxRedirects; redirects++)
        {
            using var response = await _http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.StatusCode == HttpStatusCode.OK)
                return await ReadAsync(response.Content, cancellationToken);
            if (response is not { StatusCode: >= HttpStatusCode.MovedPermanently and <= HttpStatusCode.PermanentRedirect,
                Headers.Location: { } location })
                throw ErrorOf(response);

            // A Location may be relative. The token would be sent to the new address.
            address = new Uri(address, location);
            if (!_address.Contains(address))
                throw new GitHubException("a redirect to elsewhere, which is not followed");
        }

        throw new GitHubException("too many redirects");
    }

    private static GitHubException ErrorOf(HttpResponseMessage response)
    {
        // 403 stands for a missing permission as well as for the rate limit.
        var isRateLimit = response.StatusCode == HttpStatusCode.TooManyRequests
            || (response.StatusCode == HttpStatusCode.Forbidden
                && (response.Headers.RetryAfter is not null || Header(response, "X-RateLimit-Remaining") == "0"));
        return response.StatusCode switch
        {
            HttpStatusCode.NotFound => new GitHubException("404, no such public repository"),
            _ when isRateLimit => new GitHubException($"{(int)response.StatusCode}, the rate limit is reached") { IsRateLimit = true },
            var status => new GitHubException($"{(int)status} instead of an answer"),
        };
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First() : null;

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxBytes + 1];
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return read <= MaxBytes ? buffer.AsMemory(0, read) : throw new GitHubException("an answer that is too long");
    }

    private static int StarsIn(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement is { ValueKind: JsonValueKind.Object } repository
                && repository.TryGetProperty("stargazers_count", out var count)
                && count.ValueKind == JsonValueKind.Number
                && count.TryGetInt32(out var stars)
                && stars >= 0)
            {
                return stars;
            }
        }
        catch (JsonException)
        {
            // Handled below.
        }

        throw new GitHubException("an answer without a number of stars");
    }
}

/// <summary>
/// The address of GitHub's API. It is not a setting, since the token must go nowhere else; tests replace it with a local server.
/// </summary>
internal sealed record GitHubAddress(Uri Uri)
{
    public static GitHubAddress Real { get; } = new(new Uri("https://api.github.com"));

    public bool Contains(Uri address) =>
        address.IsAbsoluteUri
        && address.Scheme == Uri.Scheme
        && string.Equals(address.IdnHost, Uri.IdnHost, StringComparison.OrdinalIgnoreCase)
        && address.Port == Uri.Port
        && address.UserInfo.Length == 0;
}

/// <summary>The message is for admins: it names the reason and repeats nothing of the response.</summary>
internal sealed class GitHubException(string message) : Exception(message)
{
    /// <summary>Requests for other repositories would fail as well.</summary>
    public bool IsRateLimit { get; init; }
}
