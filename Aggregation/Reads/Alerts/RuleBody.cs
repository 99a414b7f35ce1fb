using System.Text.Json;
using Telemetry.Aggregation.Alerts.Rules;

namespace Telemetry.Aggregation.Reads.Alerts;

internal static class RuleBody
{
    private const string Enabled = "enabled";
    private const string Thresholds = "thresholds";

    /// <summary>Null, with an error that begins with the field's name, for an invalid body.</summary>
    public static RuleSetting? Parse(byte[] body, RuleDefinition rule, RuleSetting current, out string error)
    {
        error = "body: must be a JSON object";
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } root)
                return null;

            var setting = current;
            foreach (var field in root.EnumerateObject())
            {
                if (Apply(field, rule, setting, ref error) is not { } next)
                    return null;

                setting = next;
            }

            return setting;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a name is not text (a lone surrogate).
            return null;
        }
    }

    private static RuleSetting? Apply(JsonProperty field, RuleDefinition rule, RuleSetting setting, ref string error)
    {
        switch (field.Name)
        {
            case Enabled when field.Value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                return setting with { Enabled = field.Value.GetBoolean() };
            case Enabled:
                error = $"{Enabled}: must be true or false";
                return null;
            case Thresholds when field.Value.ValueKind == JsonValueKind.Object:
                return ApplyAll(field.Value, rule, setting, ref error);
            case Thresholds:
                error = $"{Thresholds}: must be a JSON object";
                return null;
            default:
                error = $"body: may have {Enabled} and {Thresholds}, and nothing else";
                return null;
        }
    }

    private static RuleSetting? ApplyAll(JsonElement values, RuleDefinition rule, RuleSetting setting, ref string error)
    {
        var thresholds = new Dictionary<string, int>(setting.Thresholds, StringComparer.Ordinal);
        foreach (var value in values.EnumerateObject())
        {
            if (rule.Thresholds.FirstOrDefault(threshold => threshold.Name == value.Name) is not { } threshold)
            {
                var names = string.Join(", ", rule.Thresholds.Select(known => known.Name));
                error = $"{Thresholds}: {(names.Length == 0 ? "this rule has none" : $"may have {names}, and nothing else")}";
                return null;
            }

            if (value.Value.ValueKind != JsonValueKind.Number
                || !value.Value.TryGetInt32(out var number)
                || number < threshold.Min
                || number > threshold.Max)
            {
                error = $"{threshold.Name}: must be a whole number from {threshold.Min} to {threshold.Max}";
                return null;
            }

            thresholds[threshold.Name] = number;
        }

        return setting with { Thresholds = thresholds };
    }
}
