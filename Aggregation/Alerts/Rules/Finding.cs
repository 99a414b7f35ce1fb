namespace Telemetry.Aggregation.Alerts.Rules;

/// <summary>What a rule says of one subject: also where it does not hold, since an incident may be over.</summary>
/// <param name="Subject">An application's or a script's name; "": all runs.</param>
/// <param name="Holds">Whether there is something to alert of.</param>
/// <param name="Value">What the rule looks at.</param>
/// <param name="Threshold">What it is compared with, in the same unit.</param>
/// <param name="Reason">One sentence, in numbers, without any text of clients.</param>
public sealed record Finding(string Subject, bool Holds, double Value, double Threshold, string Reason)
{
    /// <summary>The application's slug; "" where it is about none.</summary>
    public string App { get; init; } = "";
}
