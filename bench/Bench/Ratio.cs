namespace Telemetry.Bench;

internal sealed record Ratio(string Name, TimeSpan Reference, TimeSpan Measured)
{
    public double Value => Measured / Reference;

    public static TimeSpan Median(IEnumerable<TimeSpan> times) => times.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : default;
}
