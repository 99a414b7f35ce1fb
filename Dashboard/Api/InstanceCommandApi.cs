namespace Telemetry.Dashboard.Api;

internal enum InstanceCommand
{
    Approve,
    Revoke,

    /// <summary>Deletes the instance with all its data.</summary>
    Delete,
}

/// <summary>Ingestion's admin commands. All are idempotent.</summary>
internal sealed class InstanceCommandApi(HttpClient http)
{
    /// <summary>Sends a command; false if there is no such instance. An unavailable service may have carried it out all the same.</summary>
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
