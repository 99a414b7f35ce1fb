using Aspire.Dashboard.Display;
using Aspire.Dashboard.Storage;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;

namespace Aspire.Dashboard.Pages.Metrics;

/// <summary>The metrics of a resource, one instrument at a time.</summary>
internal sealed class IndexModel(MetricStore store, TimeProvider clock) : LivePage
{
    /// <summary>Before the name of an attribute that is filtered by.</summary>
    public const string Prefix = "of.";

    private const int Steps = 60;
    private const int MostLines = 8;

    private static readonly TimeSpan s_still = TimeSpan.FromSeconds(5);

    public static IReadOnlyList<int> Ranges { get; } = [5, 15, 30, 60, 180];

    [BindProperty(SupportsGet = true)]
    public string? Resource { get; set; }

    [BindProperty(Name = "meter", SupportsGet = true)]
    public string? MeterName { get; set; }

    [BindProperty(Name = "instrument", SupportsGet = true)]
    public string? InstrumentName { get; set; }

    [BindProperty(SupportsGet = true)]
    public int Minutes { get; set; } = Ranges[0];

    [BindProperty(SupportsGet = true)]
    public string? By { get; set; }

    public IReadOnlyList<string> Resources { get; private set; } = [];

    public IReadOnlyList<IGrouping<string, Instrument>> Meters { get; private set; } = [];

    public Instrument? Instrument { get; private set; }

    public IReadOnlyList<Dimension> Dimensions { get; private set; } = [];

    public Timeline Timeline { get; private set; } = new([], []);

    // The picture moves on with time, also without new points.
    protected override string Version => $"{store.Version}-{Until.ToUnixTimeMilliseconds()}";

    private TimeSpan Step => TimeSpan.FromMinutes(Minutes) / Steps;

    // On a multiple of some seconds, so that the picture is not another one each time that somebody looks.
    private DateTimeOffset Until => new(clock.GetUtcNow().Ticks / s_still.Ticks * s_still.Ticks, TimeSpan.Zero);

    public void OnGet()
    {
        if (!Ranges.Contains(Minutes))
            Minutes = Ranges[0];

        Resources = store.Resources();
        Resource ??= Resources.Count > 0 ? Resources[0] : "";
        var instruments = store.Instruments(Resource);
        Meters = [.. instruments.GroupBy(i => i.Name.Meter)];
        if (instruments.Count == 0)
            return;

        Instrument = instruments.FirstOrDefault(i => i.Name.Meter == MeterName && i.Name.Name == InstrumentName) ?? instruments[0];

        var series = store.Series(Resource, Instrument.Name);
        Dimensions = [.. series.SelectMany(s => s.Attributes).Select(a => a.Key).Distinct().Order().Select(key => new Dimension(
            key,
            [.. series.SelectMany(s => s.Attributes).Where(a => a.Key == key).Select(a => a.Value).Distinct().Order()],
            Request.Query[Prefix + key].ToString()))];
        Timeline = Timeline.Of(Instrument, [.. series.Where(s => Dimensions.All(d => d.Matches(s)))], By, MostLines, Until, Step, Steps);
    }

    public string Link(Instrument instrument) => $"/metrics{new QueryBuilder
    {
        { "resource", Resource! },
        { "meter", instrument.Name.Meter },
        { "instrument", instrument.Name.Name },
        { "minutes", $"{Minutes}" },
    }}";
}

/// <summary>An attribute that the series differ in.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Values">All that there are.</param>
/// <param name="Chosen">The one to show; empty: all.</param>
internal sealed record Dimension(string Key, IReadOnlyList<string> Values, string Chosen)
{
    public bool Matches(Series series) => Chosen.Length == 0 || series.Attributes.Any(a => a.Key == Key && a.Value == Chosen);
}
