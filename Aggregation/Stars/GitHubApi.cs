using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Telemetry.Aggregation.Settings;

namespace Telemetry.Aggregation.Stars;

/// <summary>
/// The one client that leaves the platform for GitHub: to one address only, with a deadline over everything, and with a bound on what is
/// read. It is not one of the service's usual clients, which would look the host up in the configuration, repeat and trace.
/// </summary>
public sealed class GitHubApi : IDisposable
{
    private const int MostBytes = 256 * 1024;

    // A renamed repository is one, one that was moved to another owner and renamed there another.
    private const int MostRedirects = 3;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private readonly GitHubAddress _address;
    private readonly HttpClient _http;

    /// <summary>Makes the client.</summary>
    public GitHubApi(GitHubAddress address, AggregationSettings settings)
    {
        _address = address;
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ActivityHeadersPropagator = null,
                // In kilobytes.
                MaxResponseHeadersLength = 32,
                // What is not read is not worth waiting for.
                MaxResponseDrainSize = 0,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            },
            disposeHandler: true);
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("telemetry-platform", productVersion: null));
        _http.DefaultRequestHeaders.Accept.ParseAdd("application/vnd.github+json");
        if (settings.GithubToken is { } token)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>How many stars a repository has.</summary>
    /// <exception cref="GitHubException">There is no usable answer.</exception>
    public async Task<int> StarsAsync(Repository repository, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            return StarsIn(await GetAsync(new Uri(_address.Uri, $"/repos/{repository.Owner}/{repository.Name}"), deadline.Token));
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

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<ReadOnlyMemory<byte>> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            using var answer = await _http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (answer.StatusCode == HttpStatusCode.OK)
                return await ReadAsync(answer.Content, cancellationToken);
            if (answer is not { StatusCode: >= HttpStatusCode.MovedPermanently and <= HttpStatusCode.PermanentRedirect, Headers.Location: { } location })
                throw Refused(answer);

            // Also a relative one; the token would go along.
            address = new Uri(address, location);
            if (!_address.Holds(address))
                throw new GitHubException("a redirect to elsewhere, which is not followed");
        }

        throw new GitHubException("too many redirects");
    }

    private static GitHubException Refused(HttpResponseMessage answer)
    {
        // 403 says both "not with this token" and "not so often".
        var isRateLimit = answer.StatusCode == HttpStatusCode.TooManyRequests
            || (answer.StatusCode == HttpStatusCode.Forbidden
                && (answer.Headers.RetryAfter is not null || Header(answer, "X-RateLimit-Remaining") == "0"));
        return answer.StatusCode switch
        {
            HttpStatusCode.NotFound => new GitHubException("404, no such public repository"),
            _ when isRateLimit => new GitHubException($"{(int)answer.StatusCode}, the rate limit is reached") { IsRateLimit = true },
            var status => new GitHubException($"{(int)status} instead of an answer"),
        };
    }

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.First() : null;

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var buffer = new byte[MostBytes + 1];
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return read <= MostBytes ? buffer.AsMemory(0, read) : throw new GitHubException("an answer that is too long");
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
            // Said below.
        }

        throw new GitHubException("an answer without a number of stars");
    }
}
