using Microsoft.AspNetCore.WebUtilities;
using Telemetry.Dashboard.Api;

namespace Telemetry.Dashboard.Pages.Alerts;

/// <summary>An incident as a row.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Link">Where one can look; null: nowhere in particular.</param>
/// <param name="Reason">Why, or how it ended.</param>
/// <param name="OpenedAt">When it began.</param>
/// <param name="ToldAt">When it was last told of.</param>
/// <param name="EndedAt">When it was over.</param>
public sealed record IncidentRow(
    string Title, string? Subject, string? Link, string? Reason, DateTimeOffset? OpenedAt, DateTimeOffset? ToldAt, DateTimeOffset? EndedAt)
{
    /// <summary>As Aggregation tells it.</summary>
    public static IncidentRow Of(Incident incident, IReadOnlyDictionary<string, string> titles) => new(
        titles.GetValueOrDefault(incident.Rule ?? "") ?? incident.Rule ?? "",
        incident.Subject,
        LinkOf(incident),
        incident.Reason,
        incident.OpenedAt,
        incident.ToldAt,
        incident.EndedAt);

    private static string? LinkOf(Incident incident) => incident switch
    {
        { AppSlug.Length: > 0 } => Links.Application(incident.AppSlug),
        { Subject.Length: > 0 } => QueryHelpers.AddQueryString(Links.RunLog, new Dictionary<string, string?> { ["repo"] = "all", ["q"] = incident.Subject, ["status"] = "failed" }),
        _ => null,
    };
}
