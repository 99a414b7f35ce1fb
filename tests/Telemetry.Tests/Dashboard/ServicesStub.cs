using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Telemetry.Dashboard.Api;

namespace Telemetry.Tests.Dashboard;

/// <summary>
/// A stub of Aggregation, Ingestion and Notifications. It returns the response that a test has set for a path, 404 for other paths, and 401
/// without the admin's bearer.
/// </summary>
public sealed class ServicesStub : IAsyncDisposable
{
    public const string Password = "correct horse";

    private readonly WebApplication _server;
    private readonly ConcurrentDictionary<string, string> _responses = new();

    private ServicesStub()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        // The dashboard requests instances by name. Tests use longer names than the 100 characters that Ingestion accepts.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestLineSize = 64 << 10);
        _server = builder.Build();
        _server.Run(RespondAsync);
    }

    public string Address => _server.Urls.First();

    /// <summary>"GET /path?query" of each request.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>"GET /path?query" of each request with the admin's bearer.</summary>
    public ConcurrentQueue<string> AdminRequests { get; } = [];

    /// <summary>The bodies of commands.</summary>
    public ConcurrentQueue<string> CommandBodies { get; } = [];

    /// <summary>X-Total-Count.</summary>
    public int Total { get; set; }

    /// <summary>X-Next.</summary>
    public string? NextCursor { get; set; }

    /// <summary>X-Cache.</summary>
    public string CacheState { get; set; } = "";

    /// <summary>The status of every response.</summary>
    public int? FailureStatus { get; set; }

    /// <summary>Whether each connection is aborted without a response, as if the services were down.</summary>
    public bool IsDown { get; set; }

    /// <summary>The error response to every command.</summary>
    public (int Status, string Text)? CommandError { get; set; }

    /// <summary>The response body of a successful command.</summary>
    public string? CommandResponse { get; set; }

    /// <summary>PUBLIC_DASHBOARD.</summary>
    public bool IsPublic { get; set; }

    /// <summary>Requests whose query contains this text get 400.</summary>
    public string? InvalidQuery { get; set; }

    /// <summary>Called with "GET /path" before each request is answered.</summary>
    public Action<string> OnRequest { get; set; } = _ => { };

    public static async Task<ServicesStub> StartAsync()
    {
        var services = new ServicesStub();
        await services._server.StartAsync();
        return services;
    }

    /// <summary>Clears recorded requests and responses for the next test.</summary>
    public void Reset()
    {
        _responses.Clear();
        Requests.Clear();
        AdminRequests.Clear();
        CommandBodies.Clear();
        (Total, NextCursor, CacheState, FailureStatus, IsDown) = (0, null, "MISS", null, false);
        (CommandError, CommandResponse, InvalidQuery, OnRequest) = (null, null, null, _ => { });
        Respond("overview", Sample.Overview());
        Respond("applications", Array.Empty<object>());
        Respond("instances", Array.Empty<object>());
    }

    /// <summary>Sets the response of a path. A path without a leading "/" is relative to /api/v1/admin/.</summary>
    public void Respond<T>(string path, T body) => RespondText(path, JsonSerializer.Serialize(body, ServiceHttp.Json));

    public void RespondText(string path, string json) => _responses[WholePath(path)] = json;

    public void Remove(string path) => _responses.TryRemove(WholePath(path), out _);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static string WholePath(string path) => path.StartsWith('/') ? path : $"/api/v1/admin/{path}";

    private async Task RespondAsync(HttpContext context)
    {
        var request = context.Request;
        Requests.Enqueue($"{request.Method} {request.Path}{request.QueryString}");
        if (request.Headers.Authorization == $"Bearer {Password}")
            AdminRequests.Enqueue($"{request.Method} {request.Path}{request.QueryString}");
        if (IsDown)
        {
            context.Abort();
            return;
        }

        if (FailureStatus is { } failure)
        {
            context.Response.StatusCode = failure;
            return;
        }

        if (request.Headers.Authorization != $"Bearer {Password}" && !(IsPublic && request.Headers.Authorization.Count == 0))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (InvalidQuery is { } invalid && request.QueryString.Value!.Contains(invalid, StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        OnRequest($"{request.Method} {request.Path}");
        var path = request.Path.Value!;
        var isCommand = !HttpMethods.IsGet(request.Method);
        if (!_responses.TryGetValue(isCommand ? path.Replace("/approve", "").Replace("/revoke", "") : path, out var body))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (isCommand)
        {
            using var reader = new StreamReader(request.Body);
            CommandBodies.Enqueue(await reader.ReadToEndAsync());
        }

        if (isCommand && CommandError is var (status, text))
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(text);
            return;
        }

        context.Response.ContentType = "application/json";
        context.Response.Headers["X-Cache"] = CacheState;
        context.Response.Headers["X-Total-Count"] = $"{Total}";
        if (NextCursor is { } next)
            context.Response.Headers["X-Next"] = next;
        await context.Response.WriteAsync(isCommand && CommandResponse is { } response ? response : body);
    }
}
