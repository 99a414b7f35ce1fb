namespace Telemetry.Bench;

/// <summary>How long something takes, and how long what it is compared with.</summary>
internal sealed record Ratio(string Name, TimeSpan Reference, TimeSpan Measured)
{
    /// <summary>How many times as long it takes.</summary>
    public double Value => Measured / Reference;

    /// <summary>The median of many times.</summary>
    public static TimeSpan Median(IEnumerable<TimeSpan> times) => times.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : default;
}
