using System.Reflection;
using System.Text.Json;
using Aspire.Dashboard.Feed;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Engine;

/// <summary>
/// The dashboard: a program of its own, so that its load is not ours, which hears of the resources by its standard input and asks for
/// commands by its standard output. Nobody else can get at either.
/// </summary>
internal sealed class DashboardWorkload(DashboardSettings settings, DashboardFeed feed, Action<Command> obey, ILogger log) : Workload("developer-dashboard")
{
    // The probe of the workload and no more: without a proxy, whatever the environment says.
    private static readonly HttpClient s_http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

    private bool _isAnnounced;

    public override string Address => settings.PagesUrl;

    public override Action<string>? Answer => line =>
    {
        try
        {
            if (JsonSerializer.Deserialize<Command>(line, FeedJson.Options) is { } command)
                obey(command);
        }
        catch (JsonException)
        {
            log.Line(line);
        }
    };

    public override Func<Stream, CancellationToken, Task>? Talk => feed.WriteAsync;

    public override ValueTask<CommandLine> CommandAsync(CancellationToken cancellationToken)
    {
        // Where its static files are; its assembly is where the build of the engine has put it.
        var directory = Path.GetDirectoryName(Fact("dashboardproject"))!;
        return new(CommandLine.OfAssembly(Fact("dashboardoutput"), [], directory) with
        {
            Environment = new Dictionary<string, string>
            {
                ["ASPNETCORE_URLS"] = settings.PagesUrl,
                ["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = settings.OtlpUrl,
                ["Dashboard__Frontend__BrowserToken"] = settings.Token,
                ["Dashboard__Otlp__PrimaryApiKey"] = settings.ApiKey,
            },
        });
    }

    public override async Task ProbeAsync(CancellationToken cancellationToken)
    {
        using var response = await s_http.GetAsync(new Uri($"{settings.PagesUrl}/health"), cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new IOException($"/health answers {(int)response.StatusCode}");
    }

    public override async Task ReadyAsync(CancellationToken cancellationToken)
    {
        if (!_isAnnounced)
            await Console.Out.WriteLineAsync($"Developer dashboard: {settings.PagesUrl}/login?t={settings.Token}");
        _isAnnounced = true;
    }

    private static string Fact(string name) => typeof(DashboardWorkload).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == name).Value!;
}
