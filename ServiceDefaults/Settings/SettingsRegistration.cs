namespace Telemetry.ServiceDefaults.Settings;

/// <summary>
/// The options of a service. Each property has a safe default and is read from one environment variable. The AppHost and the dashboard
/// compile the services' settings too: the AppHost validates all before it starts anything, the dashboard shows them.
/// </summary>
public interface ISettings
{
    /// <summary>Errors are collected by the reader.</summary>
    void Read(SettingsReader reader);

    /// <summary>Adds errors of the service's connection strings to the reader.</summary>
    void CheckConnections(SettingsReader reader)
    {
    }
}

/// <summary>Registers settings.</summary>
public static class SettingsRegistration
{
    /// <summary>
    /// Reads, validates and registers the settings before anything else is built. Registrations depend on them, and validation at the
    /// host's start comes after the construction of hosted services, the first of which would fail with its own error alone.
    /// </summary>
    /// <exception cref="SettingsException">Names every invalid setting.</exception>
    public static T AddSettings<T>(this IHostApplicationBuilder builder)
        where T : class, ISettings, new()
    {
        SettingsException.EndProcessWhenUnhandled();

        var reader = new SettingsReader(builder.Configuration);
        var settings = new T();
        settings.Read(reader);
        settings.CheckConnections(reader);
        reader.ThrowIfInvalid();

        builder.Services.AddSingleton(settings);
        return settings;
    }
}
