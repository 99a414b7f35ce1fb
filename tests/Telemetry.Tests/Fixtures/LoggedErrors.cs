using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Telemetry.Tests.Fixtures;

/// <summary>Records the errors that a service logs.</summary>
public sealed class LoggedErrors : ILoggerProvider
{
    // These categories log errors while a service is not ready or a test cuts off the broker.
    private static readonly string[] Expected = ["Microsoft.Extensions.Diagnostics.HealthChecks", "MassTransit"];

    private readonly ConcurrentQueue<string> _errors = [];

    /// <summary>Fails if there are errors.</summary>
    /// <param name="except">The beginning of the category of a library that logs errors while the test cuts its server off.</param>
    public void AssertNone(string? except = null)
    {
        var errors = _errors.Where(error => except is null || !error.StartsWith(except, StringComparison.Ordinal)).ToList();
        Assert.True(errors.Count == 0, string.Join(Environment.NewLine, errors));
    }

    /// <summary>Removes and returns the errors so far.</summary>
    public IReadOnlyList<string> Take()
    {
        var errors = new List<string>();
        while (_errors.TryDequeue(out var error))
            errors.Add(error);
        return errors;
    }

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, _errors);

    public void Dispose()
    {
    }

    private sealed class Logger(string category, ConcurrentQueue<string> errors) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel) && !Expected.Any(prefix => category.StartsWith(prefix, StringComparison.Ordinal)))
                errors.Enqueue($"{category}: {formatter(state, exception)} {exception}");
        }
    }
}
