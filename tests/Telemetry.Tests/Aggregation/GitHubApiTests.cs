using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Telemetry.Aggregation.Stars;
using Telemetry.Tests.Gateway;

namespace Telemetry.Tests.Aggregation;

/// <summary>The client of GitHub, against a local server.</summary>
public sealed class GitHubApiTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private Downstream _gitHub = null!;
    private GitHubApi _api = null!;

    [Fact]
    public async Task A_request_has_the_token_and_only_the_headers_that_GitHub_needs()
    {
        Respond("""{"id":1,"stargazers_count":5,"full_name":"TryGhost/Ghost"}""");

        Assert.Equal(5, await _api.StarsAsync(new("TryGhost", "Ghost"), CancellationToken.None));

        var request = Assert.Single(_gitHub.Requests);
        Assert.Equal("GET /repos/TryGhost/Ghost", $"{request.Method} {request.Target}");
        Assert.Equal(["Accept", "Authorization", "Host", "User-Agent"], request.Headers.Keys.Order());
        Assert.Equal("Bearer github_pat_secret", request.Headers["Authorization"]);
    }

    [Fact]
    public async Task Redirects_of_a_renamed_repository_are_followed()
    {
        _gitHub.Respond = context => context.Request.Path.Value switch
        {
            "/repos/a/b" => RedirectAsync(context, 301, $"{_gitHub.Address}/repositories/1"),
            "/repositories/1" => RedirectAsync(context, 307, "/repositories/2"),
            "/repositories/2" => RedirectAsync(context, 308, "3"),
            _ => context.Response.WriteAsync("""{"stargazers_count":7}"""),
        };

        Assert.Equal("7", await GetStarsAsync());
        Assert.Equal(
            ["/repos/a/b", "/repositories/1", "/repositories/2", "/repositories/3"],
            _gitHub.Requests.Select(request => request.Target));
    }

    [Theory]
    [InlineData("{0}/repositories/1")]
    [InlineData("//{1}/repositories/1")]
    [InlineData("https://{2}/repositories/1")]
    [InlineData("http://localhost:{3}/repositories/1")]
    [InlineData("http://user@{2}/repositories/1")]
    [InlineData("file:///etc/passwd")]
    public async Task A_redirect_to_another_origin_is_not_followed(string location)
    {
        await using var elsewhere = await Downstream.StartAsync("elsewhere");
        var (other, own) = (new Uri(elsewhere.Address), new Uri(_gitHub.Address));
        var target = string.Format(location, elsewhere.Address, other.Authority, own.Authority, own.Port);
        _gitHub.Respond = context => RedirectAsync(context, 301, target);

        Assert.Equal("a redirect to elsewhere, which is not followed", await GetStarsAsync());
        Assert.Empty(elsewhere.Requests);
        Assert.Single(_gitHub.Requests);
    }

    [Fact]
    public async Task A_redirect_loop_ends_after_4_requests()
    {
        _gitHub.Respond = context => RedirectAsync(context, 302, "/repos/a/b");

        Assert.Equal("too many redirects", await GetStarsAsync());
        Assert.Equal(4, _gitHub.Requests.Count);
    }

    [Theory]
    [InlineData(404, "", "404, no such public repository")]
    [InlineData(429, "", "429, the rate limit is reached")]
    [InlineData(403, "no requests left", "403, the rate limit is reached")]
    [InlineData(403, "", "403 instead of an answer")]
    [InlineData(500, "secret <internals>", "500 instead of an answer")]
    [InlineData(204, "", "204 instead of an answer")]
    [InlineData(304, "", "304 instead of an answer")]
    [InlineData(200, "", "an answer without a number of stars")]
    [InlineData(200, "<html>", "an answer without a number of stars")]
    [InlineData(200, "[]", "an answer without a number of stars")]
    [InlineData(200, "{}", "an answer without a number of stars")]
    [InlineData(200, """{"stargazers_count":-1}""", "an answer without a number of stars")]
    [InlineData(200, """{"stargazers_count":"5"}""", "an answer without a number of stars")]
    [InlineData(200, """{"stargazers_count":1.5}""", "an answer without a number of stars")]
    [InlineData(200, """{"stargazers_count":1e99}""", "an answer without a number of stars")]
    [InlineData(200, """{"stargazers_count":null}""", "an answer without a number of stars")]
    public async Task A_response_without_stars_is_an_error(int status, string body, string error)
    {
        _gitHub.Respond = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers["X-RateLimit-Remaining"] = body == "no requests left" ? "0" : "9";
            return body.Length == 0 ? Task.CompletedTask : context.Response.WriteAsync(body);
        };

        Assert.Equal(error, await GetStarsAsync());
    }

    [Fact]
    public async Task An_unreachable_server_is_an_error()
    {
        await _gitHub.DisposeAsync();

        Assert.Equal("cannot be reached", await GetStarsAsync());
    }

    [Fact]
    public async Task An_endless_response_is_an_error()
    {
        _gitHub.Respond = async context =>
        {
            var megabyte = Encoding.ASCII.GetBytes(new string(' ', 1 << 20));
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(megabyte, context.RequestAborted);
        };

        Assert.Equal("an answer that is too long", await GetStarsAsync());
    }

    [Fact]
    public async Task A_response_may_have_256_KiB_and_not_a_byte_more()
    {
        Respond("""{"stargazers_count":8}""".PadRight(256 * 1024));
        Assert.Equal("8", await GetStarsAsync());

        Respond("""{"stargazers_count":8}""".PadRight((256 * 1024) + 1));
        Assert.Equal("an answer that is too long", await GetStarsAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_slow_or_silent_server_times_out_after_5_seconds(bool drips)
    {
        var next = new SemaphoreSlim(1);
        var written = new SemaphoreSlim(0);
        _gitHub.Respond = async context =>
        {
            while (true)
            {
                await next.WaitAsync(context.RequestAborted);
                if (drips)
                    await context.Response.WriteAsync(" ", context.RequestAborted);
                written.Release();
            }
        };

        var stars = GetStarsAsync();
        await written.WaitAsync();
        _time.Advance(TimeSpan.FromSeconds(4.9));
        next.Release();
        await written.WaitAsync();
        Assert.False(stars.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal("no answer within 5 seconds", await stars.WaitAsync(Eventually.Deadline));
    }

    [Fact]
    public void The_production_address_contains_only_api_github_com()
    {
        Assert.Equal(new Uri("https://api.github.com"), GitHubAddress.Real.Uri);
        foreach (var elsewhere in new[]
        {
            "http://api.github.com/", "https://api.github.com:8443/", "https://api.github.com.evil.example/", "https://github.com/",
            "https://evil.example/api.github.com", "https://user@api.github.com/", "https://api.github.com@evil.example/",
        })
        {
            Assert.False(GitHubAddress.Real.Contains(new Uri(elsewhere)), elsewhere);
        }

        Assert.True(GitHubAddress.Real.Contains(new Uri("https://api.github.com/repositories/1")));
    }

    [Theory]
    [InlineData("https://github.com/TryGhost/Ghost", "TryGhost/Ghost")]
    [InlineData("https://github.com/a/b.git", "a/b")]
    [InlineData("https://github.com/a/.git", "a/.git")]
    [InlineData("https://github.com/a/..", null)]
    [InlineData("https://github.com/a/b/c", null)]
    [InlineData("https://github.com/a/b?x", null)]
    [InlineData("https://github.com/a%2f/b", null)]
    [InlineData("https://github.com.evil.example/a/b", null)]
    public void A_repository_is_an_owner_and_a_name(string url, string? repository) =>
        Assert.Equal(repository, Repository.Parse(url) is { } parsed ? $"{parsed.Owner}/{parsed.Name}" : null);

    public async ValueTask InitializeAsync()
    {
        _gitHub = await Downstream.StartAsync("github");
        _api = new(
            new GitHubAddress(new Uri(_gitHub.Address)), new AggregationSettings { GithubToken = "github_pat_secret" }, _time);
    }

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        await _gitHub.DisposeAsync();
    }

    private static Task RedirectAsync(HttpContext context, int status, string location)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = location;
        return Task.CompletedTask;
    }

    private void Respond(string json) => _gitHub.Respond = context => context.Response.WriteAsync(json);

    // Returns the number of stars, or the message of the error.
    private async Task<string> GetStarsAsync()
    {
        try
        {
            return $"{await _api.StarsAsync(new("a", "b"), CancellationToken.None)}";
        }
        catch (GitHubException e)
        {
            return e.Message;
        }
    }
}
