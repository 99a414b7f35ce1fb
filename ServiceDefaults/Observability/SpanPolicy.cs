using System.Diagnostics;
using OpenTelemetry;

namespace Telemetry.ServiceDefaults.Observability;

/// <summary>
/// Removes from recorded spans everything that a client wrote or that identifies a client, and drops calls without a request or batch.
/// </summary>
internal sealed class SpanPolicy : BaseProcessor<Activity>
{
    // Addresses, and attributes into which a client can put any text. Aspire's AppHost turns the redaction of queries off in Development.
    private static readonly string[] Dropped =
    [
        "client.address", "client.port", "network.peer.address", "network.peer.port",
        "user_agent.original", "url.query", "http.request.method_original",
    ];

    private const string Url = "url.full";
    private const string Statement = "db.query.text";

    private const int MaxNameWords = 3;

    public override void OnEnd(Activity data)
    {
        // Npgsql, Redis and HttpClient trace each call of a poll as well: thousands of traces of one span.
        if (data.Kind == ActivityKind.Client && (data.ParentSpanId == default || data.Parent is { Recorded: false }))
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            return;
        }

        foreach (var name in Dropped)
        {
            if (data.GetTagItem(name) is not null)
                data.SetTag(name, null);
        }

        if (data.GetTagItem(Url) is string url && url.Contains('?', StringComparison.Ordinal))
            data.SetTag(Url, url[..url.IndexOf('?', StringComparison.Ordinal)]);

        // Npgsql names every statement "postgresql".
        if (data.Source.Name == "Npgsql" && data.GetTagItem(Statement) is string sql)
            data.DisplayName = NameOf(sql);
    }

    /// <summary>
    /// The statement's first words, up to a parenthesis and without comments: <c>copy staged_snapshots</c>, <c>insert into
    /// analytics.batches</c>.
    /// </summary>
    internal static string NameOf(string sql)
    {
        var rest = sql.AsSpan().TrimStart();
        while (rest.StartsWith("--", StringComparison.Ordinal))
            rest = rest.IndexOf('\n') is >= 0 and var end ? rest[end..].TrimStart() : [];

        var words = rest[..(rest.IndexOf('(') is > 0 and var parenthesis ? parenthesis : rest.Length)];
        var length = 0;
        for (var word = 0; word < MaxNameWords && length < words.Length; word++)
        {
            var start = length + words[length..].IndexOfAnyExcept(" \r\n\t");
            if (start < length)
                break;
            length = words[start..].IndexOfAny(" \r\n\t;") is >= 0 and var after ? start + after : words.Length;
        }

        return string.Join(' ', words[..length].ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
