using System.Text.Json;
using Aspire.Dashboard.Storage;

namespace Aspire.Dashboard.Feed;

/// <summary>Takes over what the engine tells. When it tells no more, it is gone, and so are we.</summary>
internal sealed class FeedReader(TextReader facts, ResourceStore resources, ConsoleStore console, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A pipe's read does not heed the token.
        while (await facts.ReadLineAsync(stoppingToken).AsTask().WaitAsync(stoppingToken) is { } line)
        {
            var fact = JsonSerializer.Deserialize<Fact>(line, FeedJson.Options);
            if (fact?.Resource is { } resource)
                resources.Set(resource);
            if (fact?.Console is { } text)
                console.Add(text);
        }

        lifetime.StopApplication();
    }
}
