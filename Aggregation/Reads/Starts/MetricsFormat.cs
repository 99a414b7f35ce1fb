using System.Net.Mime;
using Microsoft.Net.Http.Headers;

namespace Telemetry.Aggregation.Reads.Starts;

internal sealed record MetricsFormat(string MediaType, string ContentType)
{
    /// <summary>The sums of starts, the default.</summary>
    public static MetricsFormat Json { get; } = new(MediaTypeNames.Application.Json, MediaTypeNames.Application.Json);

    public static MetricsFormat OpenMetrics { get; } = new(
        "application/openmetrics-text", "application/openmetrics-text; version=1.0.0; charset=utf-8");

    public static MetricsFormat Prometheus { get; } = new(MediaTypeNames.Text.Plain, "text/plain; version=0.0.4; charset=utf-8");

    // In order of preference among formats of equal quality.
    private static readonly (MetricsFormat Format, MediaTypeHeaderValue Type)[] All =
        [.. new[] { Json, OpenMetrics, Prometheus }.Select(format => (format, MediaTypeHeaderValue.Parse(format.MediaType)))];

    /// <summary>The format with the highest quality in an Accept header.</summary>
    public static MetricsFormat For(IList<MediaTypeHeaderValue> accept) => All.MaxBy(offered => Quality(offered.Type, accept)).Format;

    // The most specific range decides, also against the quality of wider ones (RFC 9110, 12.5.1).
    private static double Quality(MediaTypeHeaderValue offered, IList<MediaTypeHeaderValue> accept) => accept
        .Where(range => range.MatchesMediaType(offered.MediaType))
        .Select(range => (Closeness: range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2, Quality: range.Quality ?? 1))
        .GroupBy(range => range.Closeness, range => range.Quality)
        .MaxBy(ranges => ranges.Key)?.Max() ?? 0;
}
