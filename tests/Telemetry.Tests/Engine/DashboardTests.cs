using System.Net;
using AngleSharp.Html.Parser;
using Aspire.Hosting;
using Aspire.Hosting.Engine;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Telemetry.Tests.Fixtures;

namespace Telemetry.Tests.Engine;

/// <summary>The engine and the program that it starts as the dashboard.</summary>
public sealed class DashboardTests
{
    private const string On = "--DEVELOPER_DASHBOARD=true";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_happens_to_a_resource_is_seen_and_commands_are_obeyed()
    {
        using var directory = new TemporaryDirectory();
        var broken = Path.Combine(directory.Path, "broken");
        await using var model = new Model(On, "--SECRET=hunter2hunter2");
        var secret = model.Builder.AddParameterFromConfiguration("secret", "SECRET", secret: true);
        model.Builder.AddExecutable("web", "sh", "/", "-c", $"echo up $PASSWORD; test -e {broken} && exit 7; while :; do sleep 0.1; test -e {broken} && exit 7; done")
            .WithEnvironment("PASSWORD", secret);
        var sick = model.AddSleeper("sick").WithHttpEndpoint().WithHttpHealthCheck("/ready");
        await model.StartAsync();
        using var dashboard = await DashboardClient.LogInAsync(model);
        await model.HealthyAsync("web");

        await dashboard.ShowsAsync("web", "Running");
        await dashboard.ShowsAsync("sick", "Running, not healthy");
        model.AnswerOn(sick.GetEndpoint("http").Port);
        await dashboard.ShowsAsync("sick", "Running");

        await File.WriteAllTextAsync(broken, "");
        await dashboard.ShowsAsync("web", "Exited with code 7");
        File.Delete(broken);
        await dashboard.ShowsAsync("web", "Running");

        var before = model.ProcessOf("web");
        await dashboard.CommandAsync("web", "Restart");
        await model.WaitAsync("web", e => e.Snapshot.HealthStatus == HealthStatus.Healthy && model.FindProcessOf("web") is { } now && now != before);
        await dashboard.CommandAsync("web", "Stop");
        await dashboard.ShowsAsync("web", "Stopped");
        Assert.Null(model.FindProcessOf("web"));
        await dashboard.CommandAsync("web", "Start");
        await model.HealthyAsync("web");
        await dashboard.ShowsAsync("web", "Running");

        await Eventually.TrueAsync("its console", TimeSpan.FromSeconds(30), async () => (await dashboard.GetAsync("/console/web")).Contains("up ***", StringComparison.Ordinal));
        var details = await dashboard.GetAsync("/resources/web");
        Assert.Contains("PASSWORD", details, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2hunter2", details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_applications_have_a_dashboard_each_and_a_dead_one_comes_back()
    {
        await using var one = new Model(On);
        await using var other = new Model(On);
        one.AddSleeper("mine");
        other.AddSleeper("theirs");
        await Task.WhenAll(one.StartAsync(), other.StartAsync());
        using var first = await DashboardClient.LogInAsync(one);
        using var second = await DashboardClient.LogInAsync(other);
        await first.ShowsAsync("mine", "Running");
        await second.ShowsAsync("theirs", "Running");

        Assert.DoesNotContain("theirs", await first.GetAsync("/"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, await first.StatusAsync($"/login?t={other.Dashboard.Token}"));
        Assert.Equal(HttpStatusCode.OK, await DashboardClient.ExportAsync(one.Dashboard.OtlpUrl, one.Dashboard.ApiKey));
        Assert.Equal(HttpStatusCode.Unauthorized, await DashboardClient.ExportAsync(one.Dashboard.OtlpUrl, other.Dashboard.ApiKey));

        var sleeper = one.ProcessOf("mine");
        System.Diagnostics.Process.GetProcessById(one.DashboardProcess!.Value).Kill();
        await Eventually.TrueAsync("it knows all again", Soon, () => first.IsShownAsync("mine", "Running"));
        Assert.Equal(sleeper, one.ProcessOf("mine"));
    }

    [Theory]
    [InlineData("--DEVELOPER_DASHBOARD=perhaps", "DEVELOPER_DASHBOARD: 'perhaps' is neither true nor false.")]
    [InlineData("--ASPNETCORE_URLS=http://0.0.0.0:18888", "ASPNETCORE_URLS: the developer dashboard listens on loopback only, such as http://localhost:18888; 'http://0.0.0.0:18888' is not.")]
    [InlineData("--ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL=https://localhost:1", "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL: the developer dashboard listens on loopback only, such as http://localhost:18890; 'https://localhost:1' is not.")]
    public async Task A_setting_that_is_wrong_is_named(string setting, string said)
    {
        await using var model = new Model(On, setting);

        var fault = await Assert.ThrowsAsync<DistributedApplicationException>(model.StartAsync);

        Assert.Equal(said, fault.Message);
    }

    [Fact]
    public void The_usual_port_is_taken_unless_another_application_has_it()
    {
        using var ports = new Ports();
        using var others = new Ports();
        using var third = new Ports();
        var port = ports.Free();

        Assert.NotEqual(port, others.FreeOr(port));
        ports.Dispose();
        Assert.Equal(port, third.FreeOr(port));
    }

    private sealed class DashboardClient(Model model) : IDisposable
    {
        private readonly HttpClient _http = new() { BaseAddress = new Uri(model.Dashboard.PagesUrl) };

        public static async Task<DashboardClient> LogInAsync(Model model)
        {
            var client = new DashboardClient(model);
            await Eventually.TrueAsync("the dashboard answers", Soon, () => client.AnswersAsync($"/login?t={model.Dashboard.Token}"));
            return client;
        }

        public static async Task<HttpStatusCode> ExportAsync(string url, string key)
        {
            using var http = new HttpClient { BaseAddress = new Uri(url) };
            using var content = new ByteArrayContent([]) { Headers = { { "Content-Type", "application/x-protobuf" } } };
            content.Headers.Add("x-otlp-api-key", key);
            using var answer = await http.PostAsync(new Uri("/v1/traces", UriKind.Relative), content);
            return answer.StatusCode;
        }

        public Task<string> GetAsync(string path) => _http.GetStringAsync(new Uri(path, UriKind.Relative));

        public async Task<HttpStatusCode> StatusAsync(string path)
        {
            using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative));
            return answer.StatusCode;
        }

        public async Task ShowsAsync(string resource, string state) => await Eventually.TrueAsync($"{resource} is {state}", Soon, () => IsShownAsync(resource, state));

        public async Task<bool> IsShownAsync(string resource, string state)
        {
            try
            {
                var page = await new HtmlParser().ParseDocumentAsync(await GetAsync("/"));
                return page.QuerySelector($"#resource-{resource} .state")?.TextContent == state;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }

        public async Task CommandAsync(string resource, string command)
        {
            using var content = new FormUrlEncodedContent([new("command", command)]);
            using var answer = await _http.PostAsync(new Uri($"/resources/{resource}", UriKind.Relative), content);
            answer.EnsureSuccessStatusCode();
        }

        public void Dispose() => _http.Dispose();

        private async Task<bool> AnswersAsync(string path)
        {
            try
            {
                return await StatusAsync(path) == HttpStatusCode.OK;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }
    }
}
