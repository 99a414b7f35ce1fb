using Microsoft.AspNetCore.Http;
using Telemetry.Aggregation.Stars;
using Telemetry.ServiceDefaults.Jobs;
using Telemetry.Tests.Gateway;

namespace Telemetry.Tests.Aggregation;

/// <summary>Requests of stars, with a local server in place of GitHub.</summary>
[Collection(Servers.OfAggregation)]
public sealed class StarsTests(StarsTests.StarsHost host) : AggregationTest<StarsTests.StarsHost>(host)
{
    private int _earlierRequests;

    private IEnumerable<string> Requests => Host.GitHub.Requests.Skip(_earlierRequests)
        .Select(request => request.Target)
        .Order(StringComparer.Ordinal);

    [Fact]
    public async Task Stars_refreshed_by_the_admin_are_returned_at_once()
    {
        await AddAsync("Ghost", "https://github.com/TryGhost/Ghost");
        Respond("""{"stargazers_count":5}""");
        _ = await App.GetAsync("applications/ghost");

        Assert.Equal("""200 {"status":"ok","message":"Stars refreshed","stars":5}""", await RefreshAsync());

        var application = await App.GetAsync("applications/ghost");
        Assert.Equal(5, application.GetProperty("stars").GetInt32());
        Assert.EndsWith("Z", application.GetProperty("stars_updated_at").GetString(), StringComparison.Ordinal);
        Assert.Equal(["/repos/TryGhost/Ghost"], Requests);
        Assert.Equal("Bearer github_pat_secret", Host.GitHub.Requests.Last().Headers["Authorization"]);
    }

    [Fact]
    public async Task A_refresh_without_application_or_repository_sends_no_request()
    {
        await AddAsync("Ghost", "");

        Assert.Equal("400 github_url: is not set", await RefreshAsync());
        Assert.Equal("404 Unknown application", await RefreshAsync("unknown"));
        Assert.Equal("404 Unknown application", await RefreshAsync("%01"));
        Assert.Empty(Requests);
    }

    [Fact]
    public async Task An_error_of_GitHub_returns_502_and_keeps_the_stars()
    {
        await AddAsync("Ghost", "https://github.com/a/b");
        await App.ExecuteAsync("update analytics.applications set stars = 3");
        Host.GitHub.Respond = context =>
        {
            context.Response.StatusCode = 500;
            return context.Response.WriteAsync("secret <internals>");
        };

        Assert.Equal("502 GitHub: 500 instead of an answer", await RefreshAsync());
        Assert.Equal(3, (await App.GetAsync("applications/ghost")).GetProperty("stars").GetInt32());
    }

    [Fact]
    public async Task Stars_of_each_application_are_requested_once_per_hour_across_processes()
    {
        await AddAsync("Ghost", "https://github.com/a/one");
        await AddAsync("Gitea", "https://github.com/a/two");
        await AddAsync("Plain", "");
        Host.GitHub.Respond = context => context.Request.Path.Value!.EndsWith("two", StringComparison.Ordinal)
            ? Task.FromResult(context.Response.StatusCode = 500)
            : context.Response.WriteAsync("""{"stargazers_count":4}""");
        var (one, other) = (NewRefresh(), NewRefresh());

        await Task.WhenAll(one.RunAsync(CancellationToken.None), other.RunAsync(CancellationToken.None));
        await one.RunAsync(CancellationToken.None);

        Assert.Equal(["/repos/a/one", "/repos/a/two"], Requests);
        Assert.Equal(4, (await App.GetAsync("applications/ghost")).GetProperty("stars").GetInt32());

        // Neither a success nor a failure is repeated within an hour.
        App.Clock.Advance(TimeSpan.FromMinutes(59));
        await one.RunAsync(CancellationToken.None);
        Assert.Equal(2, Requests.Count());

        App.Clock.Advance(TimeSpan.FromMinutes(2));
        await one.RunAsync(CancellationToken.None);
        Assert.Equal(["/repos/a/one", "/repos/a/one", "/repos/a/two", "/repos/a/two"], Requests);
    }

    [Fact]
    public async Task Stars_are_requested_at_once_after_a_change_of_the_repository()
    {
        await AddAsync("Ghost", "https://github.com/a/one");
        Respond("""{"stargazers_count":4}""");
        var refresh = NewRefresh();
        await refresh.RunAsync(CancellationToken.None);

        await AddAsync("Ghost", "https://github.com/a/two");
        await refresh.RunAsync(CancellationToken.None);

        Assert.Equal(["/repos/a/one", "/repos/a/two"], Requests);
    }

    [Fact]
    public async Task A_rate_limit_postpones_the_remaining_applications()
    {
        await AddAsync("Ghost", "https://github.com/a/one");
        await AddAsync("Gitea", "https://github.com/a/two");
        Host.GitHub.Respond = context => Task.FromResult(context.Response.StatusCode = 429);
        var refresh = NewRefresh();

        await refresh.RunAsync(CancellationToken.None);
        await refresh.RunAsync(CancellationToken.None);
        Assert.Single(Requests);

        App.Clock.Advance(TimeSpan.FromMinutes(61));
        Respond("""{"stargazers_count":4}""");
        await refresh.RunAsync(CancellationToken.None);
        Assert.Equal(3, Requests.Count());
    }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _earlierRequests = Host.GitHub.Requests.Count;
    }

    // The job of one process, without the pause after each request.
    private StarsRefresh NewRefresh() => ActivatorUtilities.CreateInstance<StarsRefresh>(App.Services, new ClockWithoutPauses(App.Clock));

    private void Respond(string json) => Host.GitHub.Respond = context => context.Response.WriteAsync(json);

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
        var response = await App.SendAsync(HttpMethod.Post, $"applications/{slug}/refresh-stars");
        return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
    }

    /// <summary>A host that requests stars only when a test calls it.</summary>
    public sealed class StarsHost(Servers servers) : AggregationHost(servers)
    {
        public Downstream GitHub { get; private set; } = null!;

        protected override (string Name, string Value)[] Settings => [("GITHUB_TOKEN", "github_pat_secret")];

        public override async ValueTask InitializeAsync()
        {
            GitHub = await Downstream.StartAsync("github");
            await base.InitializeAsync();
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await GitHub.DisposeAsync();
        }

        protected override void Configure(IServiceCollection services)
        {
            services.AddSingleton(new GitHubAddress(new Uri(GitHub.Address)));
            services.RemoveHosted<PeriodicJob<StarsRefresh>>();
        }
    }

    private sealed class ClockWithoutPauses(TestClock clock) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
