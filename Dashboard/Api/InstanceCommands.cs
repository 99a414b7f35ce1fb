namespace Telemetry.Dashboard.Api;

/// <summary>What an admin may do with an instance.</summary>
public enum InstanceCommand
{
    /// <summary>Its reports count from now on.</summary>
    Approve,

    /// <summary>Its reports are refused and it no longer counts.</summary>
    Revoke,

    /// <summary>It goes, with all its data.</summary>
    Delete,
}

/// <summary>Ingestion's admin commands. All are idempotent.</summary>
/// <param name="http">Its base address is Ingestion's.</param>
public sealed class InstanceCommands(HttpClient http)
{
    private const string Service = "Ingestion";

    /// <summary>Sends a command; false if there is no such instance.</summary>
    /// <exception cref="ServiceUnavailableException">Ingestion is away. The command may have been carried out all the same.</exception>
    public async Task<bool> SendAsync(InstanceCommand command, Guid id, CancellationToken cancellationToken)
    {
        var instance = $"/api/v1/admin/instances/{id}";
        using var request = command switch
        {
            InstanceCommand.Approve => new HttpRequestMessage(HttpMethod.Post, $"{instance}/approve"),
            InstanceCommand.Revoke => new HttpRequestMessage(HttpMethod.Post, $"{instance}/revoke"),
            _ => new HttpRequestMessage(HttpMethod.Delete, instance),
        };
        using var answer = await http.AskAsync(Service, request, cancellationToken);
        return answer is not null;
    }
}
