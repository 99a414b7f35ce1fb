using System.Net.Mime;
using Microsoft.Net.Http.Headers;

namespace Telemetry.Aggregation.Reads.Starts;

/// <summary>A format of <c>GET /metrics</c>.</summary>
/// <param name="MediaType">As it is asked for.</param>
/// <param name="ContentType">As it is answered.</param>
internal sealed record MetricsFormat(string MediaType, string ContentType)
{
    /// <summary>The sums of starts: what anybody gets who does not ask for something else.</summary>
    public static MetricsFormat Json { get; } = new(MediaTypeNames.Application.Json, MediaTypeNames.Application.Json);

    /// <summary>OpenMetrics 1.0.</summary>
    public static MetricsFormat OpenMetrics { get; } = new("application/openmetrics-text", "application/openmetrics-text; version=1.0.0; charset=utf-8");

    /// <summary>What Prometheus had before OpenMetrics.</summary>
    public static MetricsFormat Prometheus { get; } = new(MediaTypeNames.Text.Plain, "text/plain; version=0.0.4; charset=utf-8");

    // In our order: of two that a client likes as much it gets the first one.
    private static readonly (MetricsFormat Format, MediaTypeHeaderValue Type)[] All =
        [.. new[] { Json, OpenMetrics, Prometheus }.Select(format => (format, MediaTypeHeaderValue.Parse(format.MediaType)))];

    /// <summary>What a client would rather have.</summary>
    /// <param name="accept">Its Accept header.</param>
    public static MetricsFormat For(IList<MediaTypeHeaderValue> accept) => All.MaxBy(offered => Quality(offered.Type, accept)).Format;

    // By the range that fits most closely, whatever the others say (RFC 9110, 12.5.1).
    private static double Quality(MediaTypeHeaderValue offered, IList<MediaTypeHeaderValue> accept) => accept
        .Where(range => range.MatchesMediaType(offered.MediaType))
        .Select(range => (Closeness: range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2, Quality: range.Quality ?? 1))
        .GroupBy(range => range.Closeness, range => range.Quality)
        .MaxBy(ranges => ranges.Key)?.Max() ?? 0;
}
