using System.Collections.Concurrent;

namespace Telemetry.Fleet.Client;

/// <summary>Counts the gateway's responses by route and status; "no answer" is a refused or broken connection.</summary>
internal sealed class ResponseCounts
{
    private readonly ConcurrentDictionary<(string Route, string Status), int> _counts = new();
    private readonly ConcurrentDictionary<string, string> _examples = new();

    public IReadOnlyList<(string Route, string Status, int Count)> Counts =>
        [.. _counts.Select(count => (count.Key.Route, count.Key.Status, count.Value)).Order()];

    /// <summary>The first problem of each "route status".</summary>
    public IReadOnlyDictionary<string, string> Examples => _examples;

    public void Add(string route, string status) => _counts.AddOrUpdate((route, status), 1, (_, count) => count + 1);

    public void Explain(string route, string status, string text) => _examples.TryAdd($"{route} {status}", text);
}
