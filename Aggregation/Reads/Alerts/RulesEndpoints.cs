using System.Net.Mime;
using Microsoft.AspNetCore.Http.HttpResults;
using Telemetry.Aggregation.Alerts.Rules;
using Telemetry.Aggregation.Settings;
using Telemetry.ServiceDefaults.Api;

namespace Telemetry.Aggregation.Reads.Alerts;

/// <summary><c>GET alert-rules</c> and <c>PUT alert-rules/{rule}</c>.</summary>
internal static class RulesEndpoints
{
    public static void Map(RouteGroupBuilder group)
    {
        var rules = group.MapGroup("alert-rules").WithTags("alerts");
        rules.MapGet("", ListAsync)
            .WithSummary("What is alerted of, and how it is set")
            .Produces<RuleList>();
        rules.MapPut("{rule}", PutAsync)
            .WithSummary("Switches a rule and sets its thresholds. What is missing stays")
            .Accepts<RuleChange>(MediaTypeNames.Application.Json)
            .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, StatusCodes.Status413PayloadTooLarge);
    }

    private static async Task<IResult> ListAsync(AllRules rules, AggregationSettings settings, CancellationToken cancellationToken)
    {
        var set = await rules.SettingsAsync(cancellationToken);
        var list = new RuleList(
            [.. rules.Definitions.Select(rule => Shown.Of(rule, set[rule.Name]))],
            (int)settings.Alerts.Cooldown.TotalMinutes,
            settings.Alerts.HasMail,
            settings.Alerts.HasWebhook);
        return TypedResults.Bytes(Json.Bytes(list), MediaTypeNames.Application.Json);
    }

    private static async Task<Results<ContentHttpResult, Ok<Updated>>> PutAsync(
        string rule, HttpRequest request, AllRules rules, CancellationToken cancellationToken)
    {
        if (await SmallBody.ReadAsync(request, cancellationToken) is not { } body)
            return Text(SmallBody.TooLong, StatusCodes.Status413PayloadTooLarge);
        if (rules.Definitions.FirstOrDefault(definition => definition.Name == rule) is not { } known)
            return Text("Unknown rule", StatusCodes.Status404NotFound);

        var current = (await rules.SettingsAsync(cancellationToken))[rule];
        if (RuleBody.Parse(body, known, current, out var fault) is not { } setting)
            return Text(fault, StatusCodes.Status400BadRequest);

        await rules.SetAsync(rule, setting, cancellationToken);
        return TypedResults.Ok(new Updated("ok", "Rule updated"));
    }

    private static ContentHttpResult Text(string text, int status) => TypedResults.Text(text, statusCode: status);

    /// <summary>The body.</summary>
    /// <param name="Enabled">Whether it is evaluated.</param>
    /// <param name="Thresholds">By name.</param>
    private sealed record RuleChange(bool? Enabled = null, IReadOnlyDictionary<string, int>? Thresholds = null);

    private sealed record Updated(string Status, string Message);

    /// <summary>The answer.</summary>
    /// <param name="Rules">The most important first.</param>
    /// <param name="CooldownMinutes">ALERT_COOLDOWN_MINUTES.</param>
    /// <param name="Mail">Whether SMTP_HOST and ALERT_EMAIL are set.</param>
    /// <param name="Webhook">Whether ALERT_WEBHOOK_URL is set.</param>
    private sealed record RuleList(IReadOnlyList<Shown> Rules, int CooldownMinutes, bool Mail, bool Webhook);

    /// <summary>A rule.</summary>
    private sealed record Shown(string Rule, string Title, string Description, bool Enabled, IReadOnlyList<ShownThreshold> Thresholds)
    {
        public static Shown Of(RuleDefinition rule, RuleSetting setting) => new(
            rule.Name, rule.Title, rule.Description, setting.Enabled,
            [.. rule.Thresholds.Select(threshold => new ShownThreshold(threshold.Name, threshold.Label, setting[threshold.Name], threshold.Fallback, threshold.Least, threshold.Most))]);
    }

    /// <summary>A number of a rule, with its bounds.</summary>
    private sealed record ShownThreshold(string Name, string Label, int Value, int Default, int Least, int Most);
}
