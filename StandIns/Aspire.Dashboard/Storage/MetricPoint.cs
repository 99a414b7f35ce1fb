namespace Aspire.Dashboard.Storage;

/// <summary>What an instrument measures, and so how it is shown.</summary>
internal enum InstrumentKind
{
    /// <summary>A level.</summary>
    Gauge,

    /// <summary>A sum that may fall: the levels of all series add up.</summary>
    UpDownCounter,

    /// <summary>A sum that only grows.</summary>
    Counter,

    /// <summary>How many values fell between which bounds.</summary>
    Histogram,
}

/// <summary>Which instrument of which library or program.</summary>
internal sealed record InstrumentName(string Meter, string Name);

/// <summary>An instrument.</summary>
internal sealed record Instrument(InstrumentName Name, InstrumentKind Kind, string Unit, string Description);

/// <summary>A measurement. Sums and histograms are cumulative: since <paramref name="Since"/>.</summary>
/// <param name="Since">When the sum was 0; the start of the program, mostly.</param>
/// <param name="At">When it was measured.</param>
/// <param name="Value">The value; of a histogram the sum of all.</param>
/// <param name="Count">Of a histogram: how many values.</param>
/// <param name="Buckets">Of a histogram: how many up to each bound, and beyond the last one. Else null.</param>
internal sealed record MetricPoint(DateTimeOffset Since, DateTimeOffset At, double Value, ulong Count = 0, ulong[]? Buckets = null)
{
    /// <summary>When the value was still the same.</summary>
    public DateTimeOffset Until { get; init; } = At;

    /// <summary>Nothing has changed since.</summary>
    public bool IsSameAs(MetricPoint other) => Since == other.Since && Value.Equals(other.Value) && Count == other.Count;

    /// <summary>This one's amounts on top of another's: how a difference becomes a sum.</summary>
    public MetricPoint On(MetricPoint before) => this with
    {
        Since = before.Since,
        Value = before.Value + Value,
        Count = before.Count + Count,
        Buckets = Buckets is { } more && before.Buckets is { } less && more.Length == less.Length ? [.. less.Zip(more, (a, b) => a + b)] : Buckets,
    };
}

/// <summary>A point that has arrived.</summary>
/// <param name="Resource">From whom.</param>
/// <param name="Instance">Which process of it: each counts from 0.</param>
/// <param name="Instrument">Of what.</param>
/// <param name="Attributes">Of which series.</param>
/// <param name="Bounds">Of a histogram: its bounds.</param>
/// <param name="IsDelta">It counts since the last one, not since the start.</param>
/// <param name="Point">The measurement.</param>
internal sealed record ArrivedPoint(
    string Resource, string Instance, Instrument Instrument, IReadOnlyList<Attribute> Attributes, IReadOnlyList<double> Bounds, bool IsDelta, MetricPoint Point);

/// <summary>The points of one combination of attributes, in order of time.</summary>
internal sealed record Series(IReadOnlyList<Attribute> Attributes, IReadOnlyList<double> Bounds, IReadOnlyList<MetricPoint> Points)
{
    /// <summary>Its process has ended when it has said nothing for so long; until more is known, longer than any exporter's interval.</summary>
    public TimeSpan EndsAfter { get; init; } = TimeSpan.FromSeconds(90);
}
