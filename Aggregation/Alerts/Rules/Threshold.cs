namespace Telemetry.Aggregation.Alerts.Rules;

/// <summary>A number of a rule that an admin may set.</summary>
/// <param name="Name">As in the API and the form, for example <c>percent</c>.</param>
/// <param name="Label">For people, with its unit.</param>
/// <param name="Fallback">As long as nobody has set another one.</param>
/// <param name="Least">The least that is taken.</param>
/// <param name="Most">The most that is taken.</param>
public sealed record Threshold(string Name, string Label, int Fallback, int Least, int Most)
{
    /// <summary>The name of the one that a value is compared with.</summary>
    public const string Percent = "percent";

    /// <summary>Fewer finished runs say nothing.</summary>
    public const string MinimumRuns = "minimum_runs";

    /// <summary>The number of finished runs below which a rate says nothing.</summary>
    public static Threshold RunsAtLeast(int fallback) => new(MinimumRuns, "Finished runs, at least", fallback, Least: 1, Most: 1_000_000);
}
