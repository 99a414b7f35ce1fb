namespace Telemetry.ServiceDefaults.Settings;

/// <summary>How a process leaves.</summary>
/// <param name="Time">DRAIN_SECONDS: told to stop, it goes on answering for so long, so that its clients find another one. Zero: it ends what is under way and leaves.</param>
public sealed record DrainSettings(TimeSpan Time) : ISettings<DrainSettings>
{
    /// <inheritdoc/>
    public static DrainSettings Read(SettingsReader reader) => new(TimeSpan.FromSeconds(reader.Integer("DRAIN_SECONDS", fallback: 0, least: 0, most: 10)));
}
