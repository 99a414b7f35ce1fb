namespace Telemetry.Aggregation.Alerts.Rules;

/// <summary>The result of a rule for one subject; also where it does not fire, since an incident may end.</summary>
/// <param name="Subject">The name of an application or a script; "": all runs.</param>
/// <param name="IsFiring">Whether there is something to alert of.</param>
/// <param name="Value">Compared with the threshold.</param>
/// <param name="Threshold">In the unit of the value.</param>
/// <param name="Reason">One sentence with numbers, without any text of clients.</param>
internal sealed record RuleResult(string Subject, bool IsFiring, double Value, double Threshold, string Reason)
{
    /// <summary>The slug of the application; "" for scripts and all runs.</summary>
    public string App { get; init; } = "";
}
