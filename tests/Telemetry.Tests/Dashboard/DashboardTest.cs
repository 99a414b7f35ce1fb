using System.Collections.Concurrent;
using System.Net.Http.Headers;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Telemetry.Dashboard.Api;

namespace Telemetry.Tests.Dashboard;

/// <summary>The dashboard, as the gateway sees it, in front of <see cref="ServicesBehind"/>. At the end no error may have been logged.</summary>
public abstract class DashboardTest : IAsyncLifetime
{
    private WebApplicationFactory<ReadApi> _dashboard = null!;

    /// <summary>PUBLIC_DASHBOARD.</summary>
    protected virtual bool IsPublic => false;

    protected ServicesBehind Services { get; private set; } = null!;

    /// <summary>Follows no redirects.</summary>
    protected HttpClient Admin { get; private set; } = null!;

    protected HttpClient Stranger { get; private set; } = null!;

    protected ConcurrentQueue<string> Errors { get; } = [];

    public async ValueTask InitializeAsync()
    {
        Services = await ServicesBehind.StartAsync();
        Services.IsOpen = IsPublic;
        _dashboard = new WebApplicationFactory<ReadApi>().WithWebHostBuilder(host =>
        {
            host.UseSetting("ADMIN_PASSWORD", ServicesBehind.Password);
            host.UseSetting("PUBLIC_DASHBOARD", IsPublic ? "true" : "false");
            host.UseSetting("RATE_LIMIT", "1234");
            host.UseSetting("services:aggregation:http:0", Services.Address);
            host.UseSetting("services:ingestion:http:0", Services.Address);
            host.UseSetting("services:notifications:http:0", Services.Address);
            host.ConfigureLogging(logging => logging.AddProvider(new ErrorLog(Errors)));
            host.ConfigureServices(services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new StoppedClock(Recorded.Now))));
        });
        var options = new WebApplicationFactoryClientOptions { AllowAutoRedirect = false };
        Stranger = _dashboard.CreateClient(options);
        Admin = _dashboard.CreateClient(options);
        Admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServicesBehind.Password);
        Admin.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        Admin.DefaultRequestHeaders.Add("X-Forwarded-Host", "telemetry.example");
    }

    public async ValueTask DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        await Services.DisposeAsync();
        // One text: a collection's items would be cut.
        if (!Errors.IsEmpty)
            Assert.Fail(string.Join(Environment.NewLine, Errors));
    }

    protected async Task<IDocument> GetPageAsync(string path)
    {
        using var answer = await Admin.GetAsync(path);
        return await ReadPageAsync(answer);
    }

    protected static async Task<IDocument> ReadPageAsync(HttpResponseMessage answer)
    {
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        return new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Name and value of the cards.</summary>
    protected static IReadOnlyList<string> Cards(IDocument page) =>
        [.. page.QuerySelectorAll(".card").Select(card => $"{Words(card.QuerySelector("dt")!)}={card.QuerySelector("dd")!.Text()}")];

    /// <summary>The text of the cells of a table's rows.</summary>
    protected static IReadOnlyList<string[]> Rows(IDocument page, string section) =>
        [.. page.QuerySelectorAll($"section[aria-labelledby={section}] tbody tr").Select(row => row.Children.Select(Words).ToArray())];

    protected static string Words(INode node) => string.Join(' ', node.Text().Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    private sealed class ErrorLog(ConcurrentQueue<string> errors) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                errors.Enqueue($"{formatter(state, exception)} {exception?.Message}");
        }

        public void Dispose()
        {
        }
    }
}
