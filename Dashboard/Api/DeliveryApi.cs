using Microsoft.AspNetCore.WebUtilities;

namespace Telemetry.Dashboard.Api;

/// <summary>Notifications' API: what became of alerts on their way to people.</summary>
/// <param name="http">Its base address is that of Notifications.</param>
public sealed class DeliveryApi(HttpClient http)
{
    private const string Notifications = "Notifications";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    /// <summary>A page, the newest first.</summary>
    /// <param name="cursor">Of the page before; null for the first one.</param>
    /// <param name="cancellationToken">Whoever asks has gone.</param>
    /// <returns>Null: Notifications is away, which keeps nobody from seeing what is alerted of.</returns>
    public async Task<DeliveryPage?> PageAsync(string? cursor, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        using var request = new HttpRequestMessage(
            HttpMethod.Get, QueryHelpers.AddQueryString("/api/v1/admin/deliveries", new Dictionary<string, string?> { ["cursor"] = cursor }));
        try
        {
            using var answer = await http.AskAsync(Notifications, request, deadline.Token);
            return answer is null ? null : await answer.Content.ReadFromJsonAsync<DeliveryPage>(ServiceClients.Json, deadline.Token);
        }
        catch (Exception e) when (e is ServiceUnavailableException or HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }
}

/// <summary>A page of the delivery log.</summary>
/// <param name="Deliveries">The newest first.</param>
/// <param name="Next">The cursor of the next page, or null.</param>
public sealed record DeliveryPage(IReadOnlyList<Delivery> Deliveries, string? Next);

/// <summary>A message to one recipient.</summary>
/// <param name="Channel">mail or webhook.</param>
/// <param name="Recipient">A masked mail address, or a host.</param>
/// <param name="Kind">incidents, digest or test.</param>
/// <param name="Subject">As it is in the mail.</param>
/// <param name="State">waiting, sent or failed.</param>
/// <param name="Attempts">So far.</param>
/// <param name="Reason">Why it is not sent; empty if it is.</param>
/// <param name="At">Since when it is to be sent.</param>
/// <param name="SentAt">When it was, or null.</param>
public sealed record Delivery(
    string? Channel, string? Recipient, string? Kind, string? Subject, string? State, int Attempts, string? Reason, DateTimeOffset? At, DateTimeOffset? SentAt);
