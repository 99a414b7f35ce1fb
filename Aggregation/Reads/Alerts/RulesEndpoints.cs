using System.Net.Mime;
using Microsoft.AspNetCore.Http.HttpResults;
using Telemetry.Aggregation.Alerts.Rules;
using Telemetry.Aggregation.Settings;
using Telemetry.Contracts.Reads;
using AlertRule = Telemetry.Contracts.Reads.AlertRule;

namespace Telemetry.Aggregation.Reads.Alerts;

/// <summary><c>GET alert-rules</c> and <c>PUT alert-rules/{rule}</c>.</summary>
internal static class RulesEndpoints
{
    public static void Map(RouteGroupBuilder group)
    {
        var rules = group.MapGroup("alert-rules");
        rules.MapGet("", ListAsync)
            .WithSummary("The alert rules and their settings")
            .Produces<AlertRules>();
        rules.MapPut("{rule}", PutAsync)
            .WithSummary("Enables or disables a rule and sets its thresholds. Missing values do not change")
            .Accepts<RuleChange>(MediaTypeNames.Application.Json)
            .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, StatusCodes.Status413PayloadTooLarge);
    }

    private static async Task<IResult> ListAsync(AlertRuleStore rules, AggregationSettings settings, CancellationToken cancellationToken)
    {
        var set = await rules.ReadSettingsAsync(cancellationToken);
        return Json.Result(new AlertRules(
            [.. rules.Definitions.Select(rule => RuleOf(rule, set[rule.Name]))],
            (int)settings.Alerts.Cooldown.TotalMinutes,
            settings.Alerts.HasMail,
            settings.Alerts.HasWebhook));
    }

    private static async Task<Results<ContentHttpResult, Ok<CommandResult>>> PutAsync(
        string rule, HttpRequest request, AlertRuleStore rules, CancellationToken cancellationToken)
    {
        if (await CommandBody.ReadAsync(request, cancellationToken) is not { } body)
            return Text(CommandBody.TooLong, StatusCodes.Status413PayloadTooLarge);
        if (rules.Definitions.FirstOrDefault(definition => definition.Name == rule) is not { } known)
            return Text("Unknown rule", StatusCodes.Status404NotFound);

        var current = (await rules.ReadSettingsAsync(cancellationToken))[rule];
        if (RuleBody.Parse(body, known, current, out var error) is not { } setting)
            return Text(error, StatusCodes.Status400BadRequest);

        await rules.SetAsync(rule, setting, cancellationToken);
        return TypedResults.Ok(new CommandResult("ok", "Rule updated"));
    }

    private static ContentHttpResult Text(string text, int status) => TypedResults.Text(text, statusCode: status);

    private static AlertRule RuleOf(RuleDefinition rule, RuleSetting setting) => new(
        rule.Name,
        rule.Title,
        rule.Description,
        setting.Enabled,
        [
            .. rule.Thresholds.Select(threshold => new AlertThreshold(
                threshold.Name, threshold.Label, setting[threshold.Name], threshold.Default, threshold.Min, threshold.Max)),
        ]);

    /// <param name="Enabled">Whether it is evaluated.</param>
    /// <param name="Thresholds">By name.</param>
    private sealed record RuleChange(bool? Enabled = null, IReadOnlyDictionary<string, int>? Thresholds = null);
}
