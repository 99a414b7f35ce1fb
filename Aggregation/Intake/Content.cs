namespace Telemetry.Aggregation.Intake;

/// <summary>
/// What a part of a batch holds, by name: reports of a kind, what of them only some steps are for, and what the steps found.
/// </summary>
/// <param name="now">For what depends on a report's age.</param>
internal sealed class Content(DateTimeOffset now)
{
    private readonly Dictionary<string, long> _amounts = new(StringComparer.Ordinal);

    /// <summary>When it is stored.</summary>
    public DateTimeOffset Now { get; } = now;

    /// <summary>How much of it; 0: none.</summary>
    public long this[string what]
    {
        get => _amounts.GetValueOrDefault(what);
        set => _amounts[what] = value;
    }
}
