namespace Telemetry.ServiceDefaults.Settings;

/// <summary>The message has one line per error.</summary>
public sealed class SettingsException(IReadOnlyList<string> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    // sysexits.h: EX_CONFIG
    private const int ConfigurationError = 78;

    /// <summary>Each begins with the setting's name.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;

    /// <summary>
    /// Ends a process that cannot start with its errors as plain lines and exit code 78, instead of a stack trace and a core dump. Hosts
    /// that catch the exception (tests) are not affected.
    /// </summary>
    public static void EndProcessWhenUnhandled() => AppDomain.CurrentDomain.UnhandledException += (_, e) =>
    {
        if (e.ExceptionObject is not SettingsException invalid)
            return;

        foreach (var error in invalid.Errors)
            Console.Error.WriteLine($"Configuration: {error}");
        Environment.Exit(ConfigurationError);
    };
}
