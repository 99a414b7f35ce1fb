namespace Telemetry.ServiceDefaults.Settings;

/// <summary>How a process stops.</summary>
public sealed class DrainSettings : ISettings
{
    /// <summary>
    /// DRAIN_SECONDS: how long a stopping process still responds, so that its clients find another one. Zero: it completes the requests
    /// under way and stops.
    /// </summary>
    public TimeSpan Time { get; private set; }

    /// <inheritdoc/>
    public void Read(SettingsReader reader) => Time = TimeSpan.FromSeconds(reader.Integer("DRAIN_SECONDS", fallback: 0, min: 0, max: 10));
}
