namespace Telemetry.Aggregation.Alerts.Rules;

/// <summary>
/// A rule as the API and the settings page show it. Name is its identifier, for example <c>failure_rate</c>; the description says when it
/// fires.
/// </summary>
internal sealed record RuleDefinition(
    string Name, string Title, string Description, IReadOnlyList<Threshold> Thresholds, bool EnabledByDefault = true)
{
    public RuleSetting Default => new(
        EnabledByDefault, Thresholds.ToDictionary(threshold => threshold.Name, threshold => threshold.Default, StringComparer.Ordinal));
}

/// <summary>
/// A number of a rule that an admin may set. Name is for the API, for example <c>percent</c>; the label is for people and has the unit.
/// </summary>
internal sealed record Threshold(string Name, string Label, int Default, int Min, int Max)
{
    public const string Percent = "percent";

    /// <summary>Rates over fewer finished runs are ignored.</summary>
    public const string MinimumRuns = "minimum_runs";

    public static Threshold CreateMinimumRuns(int defaultValue) =>
        new(MinimumRuns, "Finished runs, at least", defaultValue, Min: 1, Max: 1_000_000);
}

internal sealed record RuleSetting(bool Enabled, IReadOnlyDictionary<string, int> Thresholds)
{
    public int this[string name] => Thresholds[name];
}
