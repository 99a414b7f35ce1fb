using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Telemetry.ServiceDefaults.Settings;

/// <summary>A service's settings: what it reads from the environment, with defaults and bounds.</summary>
/// <typeparam name="TSelf">The settings class itself.</typeparam>
public interface ISettings<out TSelf>
    where TSelf : class, ISettings<TSelf>
{
    /// <summary>Reads all of them; faults stay with the reader.</summary>
    static abstract TSelf Read(SettingsReader reader);

    /// <summary>Looks at the connection strings that the service itself needs, and others that read its settings do not.</summary>
    static virtual void CheckConnections(SettingsReader reader)
    {
    }
}

/// <summary>Puts a service's settings at its disposal.</summary>
public static class SettingsRegistration
{
    /// <summary>Reads, validates and registers the settings, before anything else is built.</summary>
    /// <exception cref="SettingsException">Names everything that is wrong.</exception>
    public static T AddSettings<T>(this IHostApplicationBuilder builder)
        where T : class, ISettings<T>
    {
        SettingsException.EndProcessWhenUnhandled();

        var reader = new SettingsReader(builder.Configuration);
        var settings = T.Read(reader);
        T.CheckConnections(reader);
        reader.ThrowIfFaulty();

        builder.Services.AddSingleton(settings);
        return settings;
    }
}
