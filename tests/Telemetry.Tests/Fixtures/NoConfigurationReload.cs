using System.Runtime.CompilerServices;

namespace Telemetry.Tests.Fixtures;

/// <summary>
/// Services started in tests do not watch their configuration files, and look at their static files now and then instead: each watch is
/// an inotify instance, of which a user has 128 for everything on the machine.
/// </summary>
internal static class NoConfigurationReload
{
    [ModuleInitializer]
    internal static void Apply()
    {
        Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
        Environment.SetEnvironmentVariable("DOTNET_USE_POLLING_FILE_WATCHER", "true");
    }
}
