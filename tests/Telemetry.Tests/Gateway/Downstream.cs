using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Telemetry.Tests.Gateway;

/// <summary>A stub of a service: a real server that records its requests. Tests set its response.</summary>
public sealed class Downstream : IAsyncDisposable
{
    private readonly ConcurrentQueue<Received> _received = new();
    private readonly WebApplication _app;

    private Downstream(string name)
    {
        Name = name;
        Respond = context => context.Response.WriteAsync(Name);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync(context.RequestAborted);
            _received.Enqueue(new Received(
                context.Request.Method,
                $"{context.Request.Path}{context.Request.QueryString}",
                context.Request.Headers.ToDictionary(
                    header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                body));
            await Respond(context);
        });
    }

    public string Name { get; }

    public string Address => _app.Urls.Single();

    public IReadOnlyCollection<Received> Requests => _received;

    /// <summary>Writes the response; by default 200 and the name of the service.</summary>
    public Func<HttpContext, Task> Respond { get; set; }

    public static async Task<Downstream> StartAsync(string name)
    {
        var service = new Downstream(name);
        await service._app.StartAsync();
        return service;
    }

    /// <summary>Clears the recorded requests and restores the default response.</summary>
    public void Reset()
    {
        _received.Clear();
        Respond = context => context.Response.WriteAsync(Name);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    public sealed record Received(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
    {
        public string All => $"{Method} {Target}\n{string.Join('\n', Headers.Select(header => $"{header.Key}: {header.Value}"))}\n\n{Body}";
    }
}
