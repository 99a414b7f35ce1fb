using System.Collections.Concurrent;

namespace Telemetry.Fleet.Client;

/// <summary>What the gateway answered, counted by route and status; "no answer" stands for refused and broken connections.</summary>
public sealed class Answers
{
    private readonly ConcurrentDictionary<(string Route, string Status), int> _counts = new();
    private readonly ConcurrentDictionary<string, string> _examples = new();

    /// <summary>How often each answer came.</summary>
    public IReadOnlyList<(string Route, string Status, int Count)> Counts =>
        [.. _counts.Select(count => (count.Key.Route, count.Key.Status, count.Value)).Order()];

    /// <summary>The first text of each kind of refusal, by "route status".</summary>
    public IReadOnlyDictionary<string, string> Examples => _examples;

    internal void Add(string route, string status) => _counts.AddOrUpdate((route, status), 1, (_, count) => count + 1);

    internal void Explain(string route, string status, string text) => _examples.TryAdd($"{route} {status}", text);
}
