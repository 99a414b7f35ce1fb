namespace Telemetry.ServiceDefaults.Settings;

/// <summary>How a process stops.</summary>
public sealed class DrainSettings : ISettings
{
    /// <summary>
    /// DRAIN_SECONDS: how long a stopping process still responds, so that clients find another process. With zero it only completes the
    /// current requests.
    /// </summary>
    public TimeSpan Time { get; private set; }

    /// <inheritdoc/>
    public void Read(SettingsReader reader) => Time = TimeSpan.FromSeconds(reader.Integer("DRAIN_SECONDS", fallback: 0, min: 0, max: 10));
}
