using Microsoft.AspNetCore.WebUtilities;

namespace Telemetry.Dashboard.Api;

/// <summary>Notifications' API: the delivery log.</summary>
internal sealed class DeliveryApi(HttpClient http)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Newest first; the cursor is that of the previous page, null for the first one. Null while Notifications is unavailable: the page
    /// still shows the incidents.
    /// </summary>
    public Task<DeliveryPage?> PageAsync(string? cursor, CancellationToken cancellationToken) => http.TryReadAsync<DeliveryPage>(
        ServiceHttp.Notifications,
        QueryHelpers.AddQueryString("/api/v1/admin/deliveries", new Dictionary<string, string?> { ["cursor"] = cursor }),
        Deadline,
        cancellationToken);
}
