namespace Telemetry.Aggregation.Alerts.Rules;

/// <summary>A rule for the API and the settings page.</summary>
/// <param name="Name">As in the API and in messages, for example <c>failure_rate</c>.</param>
/// <param name="Title">For people.</param>
/// <param name="Description">When it fires, in a sentence.</param>
/// <param name="Thresholds">The numbers that an admin may set.</param>
/// <param name="EnabledByDefault">Until an admin changes it.</param>
internal sealed record RuleDefinition(
    string Name, string Title, string Description, IReadOnlyList<Threshold> Thresholds, bool EnabledByDefault = true)
{
    /// <summary>The setting until an admin changes it.</summary>
    public RuleSetting Default => new(
        EnabledByDefault, Thresholds.ToDictionary(threshold => threshold.Name, threshold => threshold.Default, StringComparer.Ordinal));
}

/// <summary>A number of a rule that an admin may set.</summary>
/// <param name="Name">As in the API and the form, for example <c>percent</c>.</param>
/// <param name="Label">For people, with its unit.</param>
/// <param name="Default">Until an admin changes it.</param>
/// <param name="Min">The smallest allowed value.</param>
/// <param name="Max">The largest allowed value.</param>
internal sealed record Threshold(string Name, string Label, int Default, int Min, int Max)
{
    /// <summary>The name of the threshold that a percentage is compared with.</summary>
    public const string Percent = "percent";

    /// <summary>The name of the number of finished runs below which a rate is ignored.</summary>
    public const string MinimumRuns = "minimum_runs";

    public static Threshold CreateMinimumRuns(int defaultValue) =>
        new(MinimumRuns, "Finished runs, at least", defaultValue, Min: 1, Max: 1_000_000);
}

/// <summary>The current setting of a rule.</summary>
/// <param name="Enabled">Whether it is evaluated.</param>
/// <param name="Thresholds">All of them, by name.</param>
internal sealed record RuleSetting(bool Enabled, IReadOnlyDictionary<string, int> Thresholds)
{
    public int this[string name] => Thresholds[name];
}
