using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Telemetry.Dashboard.Api;

namespace Telemetry.Dashboard.Pages.Alerts;

/// <summary>What is alerted of, and from when on.</summary>
public sealed partial class RulesModel(AlertApi alerts, ILogger<RulesModel> logger) : PageModel
{
    /// <summary>What is shown.</summary>
    public Result Shown { get; private set; } = null!;

    /// <summary>Shows the page.</summary>
    /// <param name="saved">The rule that was set just now.</param>
    /// <param name="cancellationToken">The reader has gone.</param>
    public async Task OnGetAsync(string? saved, CancellationToken cancellationToken)
    {
        var rules = await alerts.RulesAsync(cancellationToken);
        var title = rules.Rules.FirstOrDefault(rule => rule.Rule == saved)?.Title;
        Show(rules, title is null ? null : $"“{title}” was saved.", fault: null, typed: null);
    }

    /// <summary>Sets a rule; its thresholds are fields of their names.</summary>
    public async Task<IActionResult> OnPostSaveAsync([FromForm] string? rule, [FromForm] bool enabled, CancellationToken cancellationToken)
    {
        var rules = await alerts.RulesAsync(cancellationToken);
        if (rules.Rules.FirstOrDefault(known => known.Rule == rule) is not { } known)
            return NotFound();

        var form = await Request.ReadFormAsync(cancellationToken);
        var typed = Typed(known, enabled, form);
        var fault = typed.Fields.Select(field => field.Fault).FirstOrDefault(found => found is not null);
        if (fault is null)
        {
            var thresholds = typed.Fields.ToDictionary(field => field.Name, field => int.Parse(field.Text, CultureInfo.InvariantCulture), StringComparer.Ordinal);
            fault = await alerts.SetAsync(known.Rule, enabled, thresholds, cancellationToken);
        }

        if (fault is null)
        {
            Log.Changed(logger, known.Rule, enabled);
            return LocalRedirect($"{Links.AlertRules}?saved={Uri.EscapeDataString(known.Rule)}");
        }

        Response.StatusCode = StatusCodes.Status400BadRequest;
        Show(rules, notice: null, $"“{typed.Title}” was not saved. {fault}", typed);
        return Page();
    }

    private static RuleView ViewOf(AlertRule rule) => new(
        rule.Rule, rule.Title ?? rule.Rule, rule.Description, rule.Enabled,
        [.. rule.Thresholds.Select(threshold => FieldOf(threshold, threshold.Value.ToString(CultureInfo.InvariantCulture), fault: null))]);

    // What was typed stays there, with what is wrong with it.
    private static RuleView Typed(AlertRule rule, bool enabled, IFormCollection form) => ViewOf(rule) with
    {
        Enabled = enabled,
        Fields = [.. rule.Thresholds.Select(threshold =>
        {
            var text = form[threshold.Name].ToString().Trim();
            var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= threshold.Least && number <= threshold.Most;
            return FieldOf(threshold, text, isNumber ? null : $"{threshold.Label}: must be a whole number from {threshold.Least} to {threshold.Most}.");
        })],
    };

    private static Field FieldOf(AlertThreshold threshold, string text, string? fault) =>
        new(threshold.Name, threshold.Label ?? threshold.Name, text, threshold.Default, threshold.Least, threshold.Most, fault);

    private void Show(AlertRules rules, string? notice, string? fault, RuleView? typed) => Shown = new(
        notice, fault, ChannelView.Of(rules), [.. rules.Rules.Select(rule => rule.Rule == typed?.Name ? typed : ViewOf(rule))]);

    /// <summary>What is shown.</summary>
    /// <param name="Notice">What was done just now, or null.</param>
    /// <param name="Fault">What was wrong, or null.</param>
    /// <param name="Channels">How alerts reach people.</param>
    /// <param name="Rules">As they are set, or as they were typed.</param>
    public sealed record Result(string? Notice, string? Fault, ChannelView Channels, IReadOnlyList<RuleView> Rules);

    /// <summary>A rule as a form.</summary>
    public sealed record RuleView(string Name, string Title, string? Description, bool Enabled, IReadOnlyList<Field> Fields);

    /// <summary>A threshold as a field of a form.</summary>
    /// <param name="Name">The field's name.</param>
    /// <param name="Label">For people.</param>
    /// <param name="Text">What it holds.</param>
    /// <param name="Default">What it holds until somebody sets it.</param>
    /// <param name="Least">The least that is taken.</param>
    /// <param name="Most">The most that is taken.</param>
    /// <param name="Fault">What is wrong with it, or null.</param>
    public sealed record Field(string Name, string Label, string Text, int Default, int Least, int Most, string? Fault);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Alert rule {Rule} was set by the admin; enabled: {Enabled}")]
        public static partial void Changed(ILogger logger, string rule, bool enabled);
    }
}
