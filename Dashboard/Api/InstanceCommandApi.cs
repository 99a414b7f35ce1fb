namespace Telemetry.Dashboard.Api;

internal enum InstanceCommand
{
    Approve,
    Revoke,

    Delete,
}

/// <summary>All commands are idempotent.</summary>
internal sealed class InstanceCommandApi(HttpClient http)
{
    /// <summary>False if there is no such instance. An unavailable service may have executed the command nevertheless.</summary>
    public async Task<bool> SendAsync(InstanceCommand command, Guid id, CancellationToken cancellationToken)
    {
        var instance = $"/api/v1/admin/instances/{id}";
        using var request = command switch
        {
            InstanceCommand.Approve => new HttpRequestMessage(HttpMethod.Post, $"{instance}/approve"),
            InstanceCommand.Revoke => new HttpRequestMessage(HttpMethod.Post, $"{instance}/revoke"),
            _ => new HttpRequestMessage(HttpMethod.Delete, instance),
        };
        using var response = await http.RequestAsync(ServiceHttp.Ingestion, request, cancellationToken);
        return response is not null;
    }
}
