using System.IO.Compression;
using System.IO.Pipelines;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Aspire.Dashboard;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Telemetry.Tests.Fixtures;

namespace Telemetry.Tests.DeveloperDashboard;

/// <summary>The developer dashboard, in this process, on a port of its own, told what a test wants it to be told.</summary>
public sealed class DashboardServer : IAsyncLifetime
{
    public const string Token = "token-of-this-run";
    public const string Key = "key-of-this-run";

    private readonly Pipe _facts = new();
    private readonly LoggedErrors _errors = new();
    private readonly StringWriter _commands = new();
    private readonly HttpClientHandler _handler = new() { AllowAutoRedirect = false };
    private WebApplication _app = null!;

    /// <summary>Somebody with cookies; logged in after <see cref="LogInAsync"/>.</summary>
    public HttpClient Browser { get; private set; } = null!;

    /// <summary>What was asked of the engine.</summary>
    public string Commands => _commands.ToString();

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "StandIn.Aspire.Dashboard", ContentRootPath = ContentRoot() });
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Configuration["Dashboard:Frontend:BrowserToken"] = Token;
        builder.Configuration["Dashboard:Otlp:PrimaryApiKey"] = Key;
        builder.Logging.ClearProviders().AddProvider(_errors);
        builder.AddDashboard(new StreamReader(_facts.Reader.AsStream()), _commands);
        _app = builder.Build();
        _app.MapDashboard();
        await _app.StartAsync();
        Browser = new HttpClient(_handler) { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    public async Task DisposeAsync()
    {
        Browser.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _commands.DisposeAsync();
        _errors.AssertNone();
    }

    /// <summary>Tells a fact, as the engine writes it.</summary>
    public async Task TellAsync(string json)
    {
        await _facts.Writer.WriteAsync(System.Text.Encoding.UTF8.GetBytes(json + "\n"));
        await _facts.Writer.FlushAsync();
    }

    /// <summary>Follows the link that the AppHost prints.</summary>
    public async Task LogInAsync()
    {
        using var answer = await Browser.GetAsync(new Uri($"/login?t={Token}", UriKind.Relative));
        Assert.Equal("/", answer.Headers.Location?.ToString());
    }

    /// <summary>A page, by its path.</summary>
    public async Task<IDocument> GetPageAsync(string path)
    {
        using var answer = await Browser.GetAsync(new Uri(path, UriKind.Relative));
        answer.EnsureSuccessStatusCode();
        return await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Sends as an exporter does.</summary>
    public async Task<HttpResponseMessage> SendAsync(string signal, byte[] body, string? key = Key, string type = "application/x-protobuf", string? encoding = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/{signal}") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (encoding is not null)
            request.Content.Headers.ContentEncoding.Add(encoding);
        if (key is not null)
            request.Headers.Add("x-otlp-api-key", key);
        return await Browser.SendAsync(request);
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    internal T Store<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    private static string ContentRoot([CallerFilePath] string file = "") => Path.GetFullPath("../../../StandIns/Aspire.Dashboard", Path.GetDirectoryName(file)!);
}
