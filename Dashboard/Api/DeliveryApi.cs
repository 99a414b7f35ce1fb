using Microsoft.AspNetCore.WebUtilities;
using Telemetry.Contracts.Reads;

namespace Telemetry.Dashboard.Api;

/// <summary>Notifications' API: the delivery log.</summary>
internal sealed class DeliveryApi(HttpClient http)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    /// <summary>
    /// A page, newest first; null while Notifications is not available, which does not keep the page from showing the incidents.
    /// </summary>
    /// <param name="cursor">Of the previous page; null: the first one.</param>
    public Task<DeliveryPage?> PageAsync(string? cursor, CancellationToken cancellationToken) => http.TryReadAsync<DeliveryPage>(
        ServiceHttp.Notifications,
        QueryHelpers.AddQueryString("/api/v1/admin/deliveries", new Dictionary<string, string?> { ["cursor"] = cursor }),
        Deadline,
        cancellationToken);
}
