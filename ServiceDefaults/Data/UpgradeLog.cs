using System.Globalization;
using DbUp.Engine.Output;

namespace Telemetry.ServiceDefaults.Data;

/// <summary>
/// Writes DbUp's log at level Debug, errors included: DbUp reports each step even without changes, and an error several times;
/// <see cref="SchemaMigrator"/> logs the error once.
/// </summary>
internal sealed partial class UpgradeLog(ILogger logger) : IUpgradeLog
{
    public void LogTrace(string format, params object[] args) => Write(format, args);

    public void LogDebug(string format, params object[] args) => Write(format, args);

    public void LogInformation(string format, params object[] args) => Write(format, args);

    public void LogWarning(string format, params object[] args) => Write(format, args);

    public void LogError(string format, params object[] args) => Write(format, args);

    public void LogError(Exception ex, string format, params object[] args) => Write(format, args);

    // Without arguments the text is not a format and may contain braces.
    private void Write(string format, object[] args)
    {
        if (logger.IsEnabled(LogLevel.Debug))
            Log.Upgrade(logger, args is [] ? format : string.Format(CultureInfo.InvariantCulture, format, args));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "DbUp: {Message}")]
        public static partial void Upgrade(ILogger logger, string message);
    }
}
