using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Telemetry.Dashboard.Pages.Alerts;

internal sealed partial class RulesModel(AlertApi alerts, ILogger<RulesModel> logger) : PageModel
{
    public Result Data { get; private set; } = null!;

    /// <summary>Saved is the rule that the admin has just saved.</summary>
    public async Task OnGetAsync(string? saved, CancellationToken cancellationToken)
    {
        var rules = await alerts.RulesAsync(cancellationToken);
        var title = rules.Rules.FirstOrDefault(rule => rule.Rule == saved)?.Title;
        Show(rules, title is null ? null : $"“{title}” was saved.", error: null, submitted: null);
    }

    /// <summary>Each threshold is a field of the form.</summary>
    public async Task<IActionResult> OnPostSaveAsync([FromForm] string? rule, [FromForm] bool enabled, CancellationToken cancellationToken)
    {
        var rules = await alerts.RulesAsync(cancellationToken);
        if (rules.Rules.FirstOrDefault(known => known.Rule == rule) is not { } known)
            return NotFound();

        var form = await Request.ReadFormAsync(cancellationToken);
        var submitted = Submitted(known, enabled, form);
        var error = submitted.Fields.Select(field => field.Error).FirstOrDefault(found => found is not null);
        if (error is null)
        {
            var thresholds = submitted.Fields.ToDictionary(
                field => field.Name, field => int.Parse(field.Text, CultureInfo.InvariantCulture), StringComparer.Ordinal);
            error = await alerts.SetAsync(known.Rule, enabled, thresholds, cancellationToken);
        }

        if (error is null)
        {
            Log.Changed(logger, known.Rule, enabled);
            return LocalRedirect($"{Links.AlertRules}?saved={Uri.EscapeDataString(known.Rule)}");
        }

        Response.StatusCode = StatusCodes.Status400BadRequest;
        Show(rules, notice: null, $"“{submitted.Title}” was not saved. {error}", submitted);
        return Page();
    }

    private static RuleView ViewOf(AlertRule rule) => new(
        rule.Rule, rule.Title, rule.Description, rule.Enabled,
        [.. rule.Thresholds.Select(threshold => FieldOf(threshold, threshold.Value.ToString(CultureInfo.InvariantCulture), error: null))]);

    // The form keeps what the admin typed, with an error beside an invalid field.
    private static RuleView Submitted(AlertRule rule, bool enabled, IFormCollection form) => ViewOf(rule) with
    {
        Enabled = enabled,
        Fields = [.. rule.Thresholds.Select(threshold =>
        {
            var text = form[threshold.Name].ToString().Trim();
            var isValid = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= threshold.Min && number <= threshold.Max;
            return FieldOf(
                threshold, text, isValid ? null : $"{threshold.Label}: must be a whole number from {threshold.Min} to {threshold.Max}.");
        })],
    };

    private static Field FieldOf(AlertThreshold threshold, string text, string? error) =>
        new(threshold.Name, threshold.Label, text, threshold.Default, threshold.Min, threshold.Max, error);

    private void Show(AlertRules rules, string? notice, string? error, RuleView? submitted) => Data = new(
        notice, error, ChannelView.From(rules), [.. rules.Rules.Select(rule => rule.Rule == submitted?.Name ? submitted : ViewOf(rule))]);

    internal sealed record Result(string? Notice, string? Error, ChannelView Channels, IReadOnlyList<RuleView> Rules);

    internal sealed record RuleView(string Name, string Title, string? Description, bool Enabled, IReadOnlyList<Field> Fields);

    /// <summary>A threshold as a field of the form. The text is the number, or what the admin typed.</summary>
    internal sealed record Field(string Name, string Label, string Text, int Default, int Min, int Max, string? Error);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Alert rule {Rule} was set by the admin; enabled: {Enabled}")]
        public static partial void Changed(ILogger logger, string rule, bool enabled);
    }
}
