using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Engine;

/// <summary>What the engine says about a resource; the logger's category is the resource's name.</summary>
internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Text}")]
    public static partial void Line(this ILogger log, string text);

    [LoggerMessage(Level = LogLevel.Information, Message = "healthy after {Seconds:0.0} s at {Address}")]
    public static partial void Healthy(this ILogger log, double seconds, string address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "not healthy: {Fault}")]
    public static partial void Unhealthy(this ILogger log, string fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "ended with exit code {ExitCode}")]
    public static partial void Ended(this ILogger log, int exitCode);

    [LoggerMessage(Level = LogLevel.Error, Message = "cannot start: {Reason}")]
    public static partial void CannotStart(this ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "starts again in {Seconds:0.0} s")]
    public static partial void StartsAgain(this ILogger log, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "the user {User} cannot use {Directory}; the data are in {Elsewhere}")]
    public static partial void DataElsewhere(this ILogger log, string user, string directory, string elsewhere);
}
