using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Telemetry.Tests.Dashboard;

/// <summary>
/// A server that answers as Aggregation and Ingestion do (protocols.md, 1.2), with what a test tells it: paths to JSON. What it was not told
/// is 404, and 401 without the admin's bearer.
/// </summary>
public sealed class ServicesBehind : IAsyncDisposable
{
    public const string Password = "correct horse";

    private readonly WebApplication _server;
    private readonly ConcurrentDictionary<string, string> _answers = new();

    private ServicesBehind()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        // Ingestion lets no name through that is longer than 100 characters; the tests do, and the dashboard asks for instances by name.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestLineSize = 64 << 10);
        _server = builder.Build();
        _server.Run(AnswerAsync);
    }

    public string Address => _server.Urls.First();

    /// <summary>What was asked, as "GET /path?query".</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>What of that was asked with the admin's bearer.</summary>
    public ConcurrentQueue<string> AskedAsAdmin { get; } = [];

    /// <summary>What X-Total-Count says.</summary>
    public int Total { get; set; }

    /// <summary>What X-Next says, if set.</summary>
    public string? Next { get; set; }

    /// <summary>What X-Cache says.</summary>
    public string Cache { get; set; } = "MISS";

    /// <summary>If set, the status of every answer.</summary>
    public int? Failure { get; set; }

    /// <summary>If set, the answer to every command.</summary>
    public (int Status, string Text)? Refusal { get; set; }

    /// <summary>If set, what a command that succeeds answers.</summary>
    public string? Answer { get; set; }

    /// <summary>PUBLIC_DASHBOARD: who is not the admin is answered as well.</summary>
    public bool IsOpen { get; set; }

    /// <summary>If set, questions with this in their query are 400.</summary>
    public string? Refused { get; set; }

    /// <summary>The bodies of commands.</summary>
    public ConcurrentQueue<string> Bodies { get; } = [];

    /// <summary>Called with each command, as "POST /path".</summary>
    public Action<string> Commanded { get; set; } = _ => { };

    public static async Task<ServicesBehind> StartAsync()
    {
        var services = new ServicesBehind();
        services.Say("overview", Recorded.Overview());
        services.Say("applications", "[]");
        services.Say("instances", "[]");
        await services._server.StartAsync();
        return services;
    }

    /// <summary>A path that begins with "/" is whole, any other one is of the admin's API.</summary>
    public void Say(string path, string json) => _answers[Whole(path)] = json;

    public void Forget(string path) => _answers.TryRemove(Whole(path), out _);

    private static string Whole(string path) => path.StartsWith('/') ? path : $"/api/v1/admin/{path}";

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        Asked.Enqueue($"{request.Method} {request.Path}{request.QueryString}");
        if (request.Headers.Authorization == $"Bearer {Password}")
            AskedAsAdmin.Enqueue($"{request.Method} {request.Path}{request.QueryString}");
        if (Failure is { } failure)
        {
            context.Response.StatusCode = failure;
            return;
        }

        if (request.Headers.Authorization != $"Bearer {Password}" && !(IsOpen && request.Headers.Authorization.Count == 0))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (Refused is { } refused && request.QueryString.Value!.Contains(refused, StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var path = request.Path.Value!;
        var isCommand = !HttpMethods.IsGet(request.Method);
        if (!_answers.TryGetValue(isCommand ? path.Replace("/approve", "").Replace("/revoke", "") : path, out var answer))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (isCommand)
        {
            using var reader = new StreamReader(request.Body);
            Bodies.Enqueue(await reader.ReadToEndAsync());
        }

        if (isCommand && Refusal is var (status, text))
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(text);
            return;
        }

        if (isCommand)
            Commanded($"{request.Method} {path}");
        context.Response.ContentType = "application/json";
        context.Response.Headers["X-Cache"] = Cache;
        context.Response.Headers["X-Total-Count"] = $"{Total}";
        if (Next is { } next)
            context.Response.Headers["X-Next"] = next;
        await context.Response.WriteAsync(isCommand && path.StartsWith("/api/v1/", StringComparison.Ordinal) ? Answer ?? """{"status":"ok","message":"done"}""" : answer);
    }
}
