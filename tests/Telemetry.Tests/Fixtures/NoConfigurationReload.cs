using System.Runtime.CompilerServices;

namespace Telemetry.Tests.Fixtures;

/// <summary>
/// Services in tests do not watch their configuration files and poll their static files, because each watch needs an inotify instance and
/// Linux allows a user 128 of them.
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
