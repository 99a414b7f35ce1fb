namespace Telemetry.ServiceDefaults.Settings;

/// <summary>The process cannot start with these settings. The message has one line per fault.</summary>
public sealed class SettingsException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    // sysexits.h: EX_CONFIG
    private const int ConfigurationError = 78;

    /// <summary>One line per fault, each beginning with the setting's name.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;

    /// <summary>
    /// Ends a process that cannot start with its faults as plain lines and exit code 78. Without it they would stand inside a stack
    /// trace and a core dump. Hosts that catch the exception (tests) see it as it is.
    /// </summary>
    public static void EndProcessWhenUnhandled() => AppDomain.CurrentDomain.UnhandledException += (_, e) =>
    {
        if (e.ExceptionObject is not SettingsException unusable)
            return;

        foreach (var fault in unusable.Faults)
            Console.Error.WriteLine($"Configuration: {fault}");
        Environment.Exit(ConfigurationError);
    };
}
