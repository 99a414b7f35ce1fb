using System.Text.Json;
using System.Text.Json.Serialization;
using Telemetry.Contracts;

namespace Telemetry.Notifications.AlertTexts;

/// <summary>
/// The body of a webhook's post: <c>{"id","kind","at",..}</c> with the <c>"steps"</c> of incidents or the <c>"week"</c> of a digest. It has
/// all steps, and names as clients sent them.
/// </summary>
internal static class WebhookBody
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static string Of(IncidentsChanged message) => Write(new
    {
        message.Id,
        Kind = NoticeKind.Incidents,
        At = message.At.UtcDateTime,
        Steps = message.Steps.Select(step => new
        {
            step.IncidentId,
            step.Kind,
            step.Rule,
            step.Subject,
            step.Reason,
            step.Value,
            step.Threshold,
            OpenedAt = step.OpenedAt.UtcDateTime,
        }),
    });

    public static string Of(WeekSummed message, DateTimeOffset at) => Write(new
    {
        message.Id,
        Kind = NoticeKind.Digest,
        At = at.UtcDateTime,
        Week = new
        {
            message.From,
            message.Runs,
            message.RunsBefore,
            message.Starts,
            message.StartsBefore,
            message.ActiveInstances,
            message.ActiveInstancesBefore,
            message.TopScripts,
            message.WorstScripts,
            message.NewVersions,
        },
    });

    public static string Of(TestAlertRequested message) => Write(new { message.Id, Kind = NoticeKind.Test, At = message.At.UtcDateTime });

    private static string Write<T>(T body) => JsonSerializer.Serialize(body, Options);
}
