using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Telemetry.Gateway.Proxy;
using Telemetry.ServiceDefaults.Api;

namespace Telemetry.Gateway.Description;

/// <summary>
/// One OpenAPI document of the services' own ones and the gateway's. A service that is away takes nothing from it: the last one that was whole
/// serves until there is a newer one.
/// </summary>
internal sealed class PlatformDescription
{
    private static readonly string[] Services = ["ingestion", "aggregation", "notifications"];
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    // Services change only when they are deployed.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ServiceClient _client;
    private readonly IOpenApiDocumentProvider _own;
    private readonly ExposedRoutes _routes;
    private readonly TimeProvider _time;
    private readonly Shared<byte[]?> _newest;
    private byte[]? _lastWhole;

    /// <summary>Asks nobody yet.</summary>
    public PlatformDescription(
        ServiceClient client, [FromKeyedServices(ApiDescription.Document)] IOpenApiDocumentProvider own, ExposedRoutes routes, TimeProvider time)
    {
        _client = client;
        _own = own;
        _routes = routes;
        _time = time;
        _newest = new(MakeAsync, document => document is null ? Pause : Fresh, time);
    }

    /// <summary>The document as JSON; null: a service has not been there yet since the gateway started.</summary>
    public async Task<byte[]?> GetAsync(CancellationToken cancellationToken)
    {
        if (await _newest.GetAsync(cancellationToken) is { } document)
            _lastWhole = document;
        return _lastWhole;
    }

    private async Task<byte[]?> MakeAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline, _time);
        var parts = await Task.WhenAll(Services.Select(async service => (Service: service, Document: await ReadAsync(service, deadline.Token))));
        if (parts.Any(part => part.Document is null))
            return null;

        var whole = new MergedDocument();
        var own = await _own.GetOpenApiDocumentAsync(deadline.Token);
        whole.Add("gateway", (JsonObject)JsonNode.Parse(await own.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, deadline.Token))!, (_, _) => ExposedRoute.Own);
        foreach (var (service, document) in parts)
            whole.Add(service, document!, (path, method) => _routes.Find(service, path, method));
        return whole.ToBytes();
    }

    private async Task<JsonObject?> ReadAsync(string service, CancellationToken deadline) =>
        await _client.GetAsync(service, ApiDescription.Path, deadline) is { Status: StatusCodes.Status200OK, Body: var body } ? Parse(body) : null;

    private static JsonObject? Parse(byte[] document)
    {
        try
        {
            return JsonNode.Parse(document) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
