using System.Net;
using Microsoft.AspNetCore.WebUtilities;

namespace Telemetry.Dashboard.Api;

/// <summary>Aggregation's API: incidents and the rules that find them. Each method asks once; all throw <see cref="ServiceUnavailableException"/> when it is away.</summary>
/// <param name="http">Its base address is Aggregation's.</param>
/// <param name="age">Learns how old the answers are.</param>
public sealed class AlertApi(HttpClient http, PageAge age)
{
    /// <summary>The most incidents of one page.</summary>
    public const int LargestPage = 100;

    /// <summary>Those that are open, the newest first.</summary>
    public Task<IncidentPage> OpenAsync(CancellationToken cancellationToken) => IncidentsAsync("open", cursor: null, LargestPage, cancellationToken);

    /// <summary>Those that are over, the newest first.</summary>
    /// <param name="cursor">Of the page before; null for the first one.</param>
    /// <param name="limit">1 to <see cref="LargestPage"/>.</param>
    /// <param name="cancellationToken">Whoever asks has gone.</param>
    public Task<IncidentPage> EndedAsync(string? cursor, int limit, CancellationToken cancellationToken) => IncidentsAsync("ended", cursor, limit, cancellationToken);

    /// <summary>The rules and the channels.</summary>
    public async Task<AlertRules> RulesAsync(CancellationToken cancellationToken) =>
        (await http.ReadAsync<AlertRules>(age, "/api/v1/admin/alert-rules", cancellationToken)).Expect("alert rules");

    /// <summary>Sets a rule.</summary>
    /// <returns>What is wrong, beginning with the field's name; null: nothing.</returns>
    public async Task<string?> SetAsync(string rule, bool enabled, IReadOnlyDictionary<string, int> thresholds, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/admin/alert-rules/{Uri.EscapeDataString(rule)}")
        {
            Content = JsonContent.Create(new { enabled, thresholds }, options: ServiceClients.Json),
        };
        return await CommandAsync(request, HttpStatusCode.BadRequest, cancellationToken);
    }

    /// <summary>Sends a test alert through every channel.</summary>
    /// <returns>What is wrong; null: nothing.</returns>
    public async Task<string?> TestAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/alerts/test");
        return await CommandAsync(request, HttpStatusCode.Conflict, cancellationToken);
    }

    private async Task<IncidentPage> IncidentsAsync(string state, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var address = QueryHelpers.AddQueryString("/api/v1/admin/incidents", new Dictionary<string, string?>
        {
            ["state"] = state,
            ["cursor"] = cursor,
            ["limit"] = limit.ToString(System.Globalization.CultureInfo.InvariantCulture),
        });
        return (await http.ReadAsync<IncidentPage>(age, address, cancellationToken)).Expect("incidents");
    }

    private async Task<string?> CommandAsync(HttpRequestMessage request, HttpStatusCode refusal, CancellationToken cancellationToken)
    {
        using var answer = await http.TryAsync(ServiceClients.Aggregation, request, cancellationToken);
        return answer.StatusCode switch
        {
            HttpStatusCode.OK or HttpStatusCode.Accepted => null,
            var status when status == refusal => await answer.Content.ReadAsStringAsync(cancellationToken),
            HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => throw new ServiceUnavailableException(ServiceClients.Aggregation),
            var status => throw new HttpRequestException(
                $"{ServiceClients.Aggregation} answered {(int)status} to {request.Method} {request.RequestUri?.OriginalString}", inner: null, status),
        };
    }
}

/// <summary>A page of incidents.</summary>
/// <param name="Incidents">The newest first.</param>
/// <param name="Open">How many are open at all.</param>
/// <param name="OpenByApp">The same by application (slug), of those that are about one.</param>
/// <param name="Next">The cursor of the next page, or null.</param>
public sealed record IncidentPage(IReadOnlyList<Incident> Incidents, long Open, IReadOnlyDictionary<string, long>? OpenByApp, string? Next);

/// <summary>An incident.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Rule">For example <c>script_failure_rate</c>.</param>
/// <param name="Subject">A script's or an application's name; "": all runs.</param>
/// <param name="AppSlug">The application; "" where it is about none.</param>
/// <param name="Reason">In numbers, as it was told last.</param>
/// <param name="OpenedAt">When its rule began to hold.</param>
/// <param name="ToldAt">When it was last told of.</param>
/// <param name="EndedAt">When it was over, or null.</param>
public sealed record Incident(
    Guid Id, string? Rule, string? Subject, string? AppSlug, string? Reason, DateTimeOffset? OpenedAt, DateTimeOffset? ToldAt, DateTimeOffset? EndedAt);

/// <summary>The rules and the channels.</summary>
/// <param name="Rules">The most important first.</param>
/// <param name="CooldownMinutes">What gets worse is told of again after this time.</param>
/// <param name="Mail">Whether alerts go by mail.</param>
/// <param name="Webhook">Whether alerts go to a webhook.</param>
public sealed record AlertRules(IReadOnlyList<AlertRule> Rules, int CooldownMinutes, bool Mail, bool Webhook);

/// <summary>A rule.</summary>
public sealed record AlertRule(string Rule, string? Title, string? Description, bool Enabled, IReadOnlyList<AlertThreshold> Thresholds);

/// <summary>A number of a rule, with its bounds.</summary>
public sealed record AlertThreshold(string Name, string? Label, int Value, int Default, int Least, int Most);
