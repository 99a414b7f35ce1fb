using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Engine;

/// <summary>The one log stream: a line of a resource begins with its name, in its colour on a terminal. The dashboard gets it as well.</summary>
internal sealed class LogStream(SecretValues secrets, IResourceCollection resources, DashboardFeed feed) : ILoggerProvider
{
    private static readonly string[] s_colours = ["36", "33", "32", "35", "34", "96", "93", "92", "95", "94"];

    private readonly Lock _lock = new();
    private readonly bool _colour = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "";

    // When the model is complete: replicas are added at the start.
    private readonly Lazy<int> _width = new(() => resources.Where(r => r is not ParameterResource).Select(r => r.Name.Length).DefaultIfEmpty(8).Max());

    public ILogger CreateLogger(string categoryName) => new Lines(this, categoryName);

    public void Dispose()
    {
    }

    private void Write(string name, string text)
    {
        var label = name.PadRight(_width.Value);
        if (_colour && resources.ToList().FindIndex(r => r.Name == name) is >= 0 and var index)
            label = $"\e[{s_colours[index % s_colours.Length]}m{label}\e[0m";
        lock (_lock)
        {
            foreach (var line in text.Split('\n').Select(line => line.TrimEnd('\r')))
            {
                Console.Out.WriteLine($"{label} | {secrets.Clean(line)}");
                feed.Add(name, secrets.Mask(line));
            }
        }
    }

    private sealed class Lines(LogStream stream, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            stream.Write(category, formatter(state, exception) + (exception is null ? "" : $"\n{exception}"));
    }
}
