using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Telemetry.Aggregation.Stars;
using Telemetry.Contracts;
using Telemetry.Tests.Fixtures;
using Telemetry.Tests.Gateway;

namespace Telemetry.Tests.Aggregation;

/// <summary>GitHub's stars, from a server of the test's own in GitHub's place.</summary>
[Collection(Servers.OfAggregation)]
public sealed class StarsTests(Servers servers) : AggregationFixture(servers)
{
    private const string Token = "github_pat_secret";

    private string _database = "";
    private Downstream _gitHub = null!;

    [Fact]
    public async Task The_admin_refreshes_stars_and_sees_them_at_once()
    {
        await AddAsync("Ghost", "https://github.com/TryGhost/Ghost");
        Says("""{"id":1,"stargazers_count":5,"full_name":"TryGhost/Ghost"}""");
        _ = await App.GetAsync("applications/ghost");

        Assert.Equal("""200 {"status":"ok","message":"Stars refreshed","stars":5}""", await RefreshAsync());

        var application = await App.GetAsync("applications/ghost");
        Assert.Equal(5, application.GetProperty("stars").GetInt32());
        Assert.EndsWith("Z", application.GetProperty("stars_updated_at").GetString(), StringComparison.Ordinal);
        var asked = Assert.Single(_gitHub.Requests);
        Assert.Equal("GET /repos/TryGhost/Ghost", $"{asked.Method} {asked.Target}");
        Assert.Equal(["Accept", "Authorization", "Host", "User-Agent"], asked.Headers.Keys.Order());
        Assert.Equal($"Bearer {Token}", asked.Headers["Authorization"]);
    }

    [Fact]
    public async Task Only_the_admin_refreshes()
    {
        using var anonymous = App.CreateClient();

        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await anonymous.PostAsync("/api/v1/admin/applications/ghost/refresh-stars", content: null)).StatusCode);
    }

    [Fact]
    public async Task Without_an_application_or_its_repository_nobody_is_asked()
    {
        await AddAsync("Ghost", "");

        Assert.Equal("400 github_url: is not set", await RefreshAsync());
        Assert.Equal("404 Unknown application", await RefreshAsync("unknown"));
        Assert.Equal("404 Unknown application", await RefreshAsync("%01"));
        Assert.Empty(_gitHub.Requests);
    }

    [Fact]
    public async Task A_renamed_repository_is_followed()
    {
        await AddAsync("Ghost", "https://github.com/old/name.git");
        _gitHub.Answer = context => context.Request.Path.Value switch
        {
            "/repos/old/name" => RedirectAsync(context, 301, $"{_gitHub.Address}/repositories/1"),
            "/repositories/1" => RedirectAsync(context, 307, "/repositories/2"),
            "/repositories/2" => RedirectAsync(context, 308, "3"),
            _ => context.Response.WriteAsync("""{"stargazers_count":7}"""),
        };

        Assert.Equal("""200 {"status":"ok","message":"Stars refreshed","stars":7}""", await RefreshAsync());
        Assert.Equal(
            ["/repos/old/name", "/repositories/1", "/repositories/2", "/repositories/3"],
            _gitHub.Requests.Select(request => request.Target));
    }

    [Theory]
    [InlineData("{0}/repositories/1")]
    [InlineData("//{1}/repositories/1")]
    [InlineData("https://{2}/repositories/1")]
    [InlineData("http://localhost:{3}/repositories/1")]
    [InlineData("http://user@{2}/repositories/1")]
    [InlineData("file:///etc/passwd")]
    public async Task A_redirect_to_elsewhere_is_not_followed(string location)
    {
        await using var elsewhere = await Downstream.StartAsync("elsewhere");
        await AddAsync("Ghost", "https://github.com/a/b");
        var (other, own) = (new Uri(elsewhere.Address), new Uri(_gitHub.Address));
        var target = string.Format(location, elsewhere.Address, other.Authority, own.Authority, own.Port);
        _gitHub.Answer = context => RedirectAsync(context, 301, target);

        Assert.Equal("502 GitHub: a redirect to elsewhere, which is not followed", await RefreshAsync());
        Assert.Empty(elsewhere.Requests);
        Assert.Single(_gitHub.Requests);
    }

    [Fact]
    public async Task Redirects_in_a_circle_end()
    {
        await AddAsync("Ghost", "https://github.com/a/b");
        _gitHub.Answer = context => RedirectAsync(context, 302, "/repos/a/b");

        Assert.Equal("502 GitHub: too many redirects", await RefreshAsync());
        Assert.Equal(4, _gitHub.Requests.Count);
    }

    [Theory]
    [InlineData(404, "", "404, no such public repository")]
    [InlineData(429, "", "429, the rate limit is reached")]
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
    public async Task An_answer_that_is_none_is_502_and_changes_nothing(int status, string body, string reason)
    {
        await AddAsync("Ghost", "https://github.com/a/b");
        await App.ExecuteAsync("update analytics.applications set stars = 3");
        _gitHub.Answer = context =>
        {
            context.Response.StatusCode = status;
            return body.Length == 0 ? Task.CompletedTask : context.Response.WriteAsync(body);
        };

        Assert.Equal($"502 GitHub: {reason}", await RefreshAsync());
        Assert.Equal(3, (await App.GetAsync("applications/ghost")).GetProperty("stars").GetInt32());
    }

    [Fact]
    public async Task The_hourly_rate_limit_has_its_name()
    {
        await AddAsync("Ghost", "https://github.com/a/b");
        _gitHub.Answer = RateLimitedAsync;

        Assert.Equal("502 GitHub: 403, the rate limit is reached", await RefreshAsync());
    }

    [Fact]
    public async Task A_server_that_is_away_is_502()
    {
        await AddAsync("Ghost", "https://github.com/a/b");
        await _gitHub.DisposeAsync();

        Assert.Equal("502 GitHub: cannot be reached", await RefreshAsync());
    }

    [Fact]
    public async Task An_answer_without_end_is_read_to_a_quarter_of_a_megabyte()
    {
        await AddAsync("Ghost", "https://github.com/a/b");
        _gitHub.Answer = async context =>
        {
            var megabyte = Encoding.ASCII.GetBytes(new string(' ', 1 << 20));
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(megabyte, context.RequestAborted);
        };

        // Whoever read on would be told of the deadline instead.
        Assert.Equal("502 GitHub: an answer that is too long", await RefreshAsync());
    }

    [Fact]
    public async Task An_answer_of_the_greatest_size_is_read()
    {
        await AddAsync("Ghost", "https://github.com/a/b");
        Says("""{"stargazers_count":8}""".PadRight(256 * 1024));
        Assert.StartsWith("200", await RefreshAsync(), StringComparison.Ordinal);

        Says("""{"stargazers_count":8}""".PadRight((256 * 1024) + 1));
        Assert.Equal("502 GitHub: an answer that is too long", await RefreshAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_drips_or_does_not_answer_is_waited_for_five_seconds(bool drips)
    {
        await AddAsync("Ghost", "https://github.com/a/b");
        _gitHub.Answer = async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                if (drips)
                    await context.Response.WriteAsync(" ", context.RequestAborted);
                await Task.Delay(100, context.RequestAborted);
            }
        };

        Assert.Equal("502 GitHub: no answer within 5 seconds", await RefreshAsync());
    }

    [Fact]
    public async Task Every_hour_each_application_is_asked_for_once_by_all_processes_together()
    {
        await AddAsync("Ghost", "https://github.com/a/one");
        await AddAsync("Gitea", "https://github.com/a/two");
        await AddAsync("Plain", "");
        await using var second = await ServiceAt(_database).StartAsync();
        _gitHub.Answer = context => context.Request.Path.Value!.EndsWith("two", StringComparison.Ordinal)
            ? Task.FromResult(context.Response.StatusCode = 500)
            : context.Response.WriteAsync("""{"stargazers_count":4}""");

        await Task.WhenAll(RefreshDueAsync(App), RefreshDueAsync(second));
        await RefreshDueAsync(App);

        Assert.Equal(["/repos/a/one", "/repos/a/two"], Asked());
        Assert.Equal(4, (await App.GetAsync("applications/ghost")).GetProperty("stars").GetInt32());

        // Neither what has succeeded nor what has failed is asked for before its hour is over.
        App.Clock.Advance(TimeSpan.FromMinutes(59));
        await RefreshDueAsync(App);
        Assert.Equal(2, _gitHub.Requests.Count);

        App.Clock.Advance(TimeSpan.FromMinutes(2));
        await RefreshDueAsync(App);
        Assert.Equal(["/repos/a/one", "/repos/a/one", "/repos/a/two", "/repos/a/two"], Asked());
    }

    [Fact]
    public async Task Another_repository_is_asked_for_at_once()
    {
        await AddAsync("Ghost", "https://github.com/a/one");
        Says("""{"stargazers_count":4}""");
        await RefreshDueAsync(App);

        await AddAsync("Ghost", "https://github.com/a/two");
        await RefreshDueAsync(App);

        Assert.Equal(["/repos/a/one", "/repos/a/two"], Asked());
    }

    [Fact]
    public async Task At_the_rate_limit_the_others_are_left_for_later()
    {
        await AddAsync("Ghost", "https://github.com/a/one");
        await AddAsync("Gitea", "https://github.com/a/two");
        _gitHub.Answer = RateLimitedAsync;

        await RefreshDueAsync(App);
        await RefreshDueAsync(App);
        Assert.Single(_gitHub.Requests);

        App.Clock.Advance(TimeSpan.FromMinutes(61));
        Says("""{"stargazers_count":4}""");
        await RefreshDueAsync(App);
        Assert.Equal(3, _gitHub.Requests.Count);
    }

    [Fact]
    public void In_production_it_is_GitHub_and_nothing_else()
    {
        Assert.Equal(new Uri("https://api.github.com"), GitHubAddress.Real.Uri);
        foreach (var elsewhere in new[]
        {
            "http://api.github.com/", "https://api.github.com:8443/", "https://api.github.com.evil.example/", "https://github.com/",
            "https://evil.example/api.github.com", "https://user@api.github.com/", "https://api.github.com@evil.example/",
        })
        {
            Assert.False(GitHubAddress.Real.Holds(new Uri(elsewhere)), elsewhere);
        }

        Assert.True(GitHubAddress.Real.Holds(new Uri("https://api.github.com/repositories/1")));
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

    public override async ValueTask InitializeAsync()
    {
        _gitHub = await Downstream.StartAsync("github");
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _gitHub.DisposeAsync();
    }

    protected override AggregationApp NewApp(string database) => ServiceAt(_database = database);

    private AggregationApp ServiceAt(string database) => new(
        database,
        Servers.RabbitMq,
        Servers.Redis,
        services => services.AddSingleton(new GitHubAddress(new Uri(_gitHub.Address))),
        ("GITHUB_TOKEN", Token));

    private static Task RefreshDueAsync(AggregationApp app) =>
        app.Services.GetRequiredService<StarsRefresh>().RunAsync(CancellationToken.None);

    private static Task RedirectAsync(HttpContext context, int status, string location)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = location;
        return Task.CompletedTask;
    }

    private static Task RateLimitedAsync(HttpContext context)
    {
        context.Response.StatusCode = 403;
        context.Response.Headers["X-RateLimit-Remaining"] = "0";
        return Task.CompletedTask;
    }

    private void Says(string json) => _gitHub.Answer = context => context.Response.WriteAsync(json);

    private IEnumerable<string> Asked() => _gitHub.Requests.Select(request => request.Target).Order(StringComparer.Ordinal);

    private async Task AddAsync(string application, string repository)
    {
        await App.StoreAsync(new TestInstance(application).Becomes(InstanceStatus.Active));
        var settings = new StringContent(JsonSerializer.Serialize(new { github_url = repository }), Encoding.UTF8, "application/json");
        Assert.Equal(
            HttpStatusCode.OK,
            (await App.SendAsync(HttpMethod.Put, $"applications/{TestInstance.Named(application).Slug}", settings)).StatusCode);
    }

    private async Task<string> RefreshAsync(string slug = "ghost")
    {
        var answer = await App.SendAsync(HttpMethod.Post, $"applications/{slug}/refresh-stars");
        return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
    }
}
