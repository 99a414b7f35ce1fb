namespace Telemetry.AppHost;

/// <summary>Why the AppHost cannot start, for the person at the terminal.</summary>
internal static class StartupError
{
    /// <summary>
    /// Ends a process that cannot start with the message alone and exit code 1: inside a stack trace it would be overlooked. Hosts that catch
    /// the exception (tests) see it as it is.
    /// </summary>
    public static void EndProcessWhenUnhandled() => AppDomain.CurrentDomain.UnhandledException += (_, e) =>
    {
        // Aspire's Run waits for a task, which wraps what it throws.
        if ((e.ExceptionObject is AggregateException { InnerException: { } inner } ? inner : e.ExceptionObject) is not DistributedApplicationException error)
            return;

        Console.Error.WriteLine(error.Message);
        Environment.Exit(1);
    };
}
