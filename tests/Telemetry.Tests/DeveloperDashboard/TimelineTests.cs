using Aspire.Dashboard.Display;
using Aspire.Dashboard.Storage;
using Attribute = Aspire.Dashboard.Storage.Attribute;

namespace Telemetry.Tests.DeveloperDashboard;

public sealed class TimelineTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    // Second and value of each point; then what is shown for the steps that end after 10, 20, 30 and 40 s.
    [Theory]
    [InlineData("Counter", "5=100 15=120 25=150", "0 2 3 0")]
    [InlineData("Counter", "5=100 15=30 25=60", "0 3 3 0")]
    [InlineData("Counter", "25=60", "- - 0 0")]
    [InlineData("UpDownCounter", "15=-2", "- -2 -2 -2")]
    [InlineData("Gauge", "5=7 25=9", "7 7 9 9")]
    [InlineData("Gauge", "-85=7", "- - - -")]
    public void Each_kind_of_instrument_is_shown_as_what_it_means(string kind, string points, string shown) =>
        Assert.Equal([shown], Show(kind, null, Series("", points)));

    [Fact]
    public void A_counter_that_begins_while_it_is_watched_has_begun_at_zero() =>
        Assert.Equal(["- 4 0 0"], Show("Counter", null, Series("", "15=40", since: 12)));

    [Fact]
    public void Series_add_up_or_are_lines_of_their_own()
    {
        Series[] series = [Series("a", "5=0 15=10"), Series("b", "5=0 15=30")];

        Assert.Equal(["0 4 0 0"], Show("Counter", null, series));
        Assert.Equal(["0 3 0 0", "0 1 0 0"], Show("Counter", "name", series));
        Assert.Equal(["0 20 20 20"], Show("Gauge", null, series));
    }

    [Fact]
    public void Percentiles_are_of_what_was_measured_in_the_step()
    {
        Series series = new([], [10, 100], [Histogram(5, 50, 50, 0), Histogram(15, 50, 150, 0)]);

        var lines = Timeline.Of(Instrument("Histogram"), [series], null, 8, Start + (2 * Step), Step, 2).Lines;

        Assert.Equal([("P50", "- 55"), ("P90", "- 91"), ("P99", "- 99.1")], lines.Select(line => (line.Name, Text(line))));
    }

    [Theory]
    [InlineData("0 0 0", 50, null)]
    [InlineData("4 0 0", 50, 5.0)]
    [InlineData("0 0 7", 50, 100.0)]
    [InlineData("1 0 1", 99, 100.0)]
    public void A_percentile_lies_within_its_bucket_and_not_beyond_the_last_bound(string buckets, double percent, double? value) =>
        Assert.Equal(value, Timeline.Percentile([10, 100], [.. buckets.Split(' ').Select(ulong.Parse)], percent));

    private static List<string> Show(string kind, string? splitBy, params Series[] series) =>
        [.. Timeline.Of(Instrument(kind), series, splitBy, 8, Start + (4 * Step), Step, 4).Lines.Select(Text)];

    private static Instrument Instrument(string kind) => new(new("meter", "instrument"), Enum.Parse<InstrumentKind>(kind), "s", "");

    private static Series Series(string name, string points, int since = -3600) => new(
        [new Attribute("name", name)],
        [],
        [.. points.Split(' ').Select(point => point.Split('=')).Select(point => new MetricPoint(Start.AddSeconds(since), Start.AddSeconds(int.Parse(point[0])), double.Parse(point[1])))]);

    private static MetricPoint Histogram(int second, params ulong[] buckets) =>
        new(Start.AddHours(-1), Start.AddSeconds(second), 0, buckets.Aggregate(0ul, (sum, more) => sum + more), buckets);

    private static string Text(TimelineLine line) => string.Join(' ', line.Values.Select(value => value is { } number ? $"{Math.Round(number, 6)}" : "-"));
}
