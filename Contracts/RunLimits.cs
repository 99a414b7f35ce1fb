namespace Telemetry.Contracts;

/// <summary>
/// The largest numbers of a run's fields; the smallest is 0. Ingestion refuses larger ones, and Aggregation quarantines them: sums could
/// overflow their type.
/// </summary>
public static class RunLimits
{
    /// <summary>2: neither unprivileged nor privileged.</summary>
    public const int ContainerType = 2;

    /// <summary>GB.</summary>
    public const int DiskSize = 100_000;

    /// <summary>Processor cores.</summary>
    public const int CoreCount = 256;

    /// <summary>MB.</summary>
    public const int RamSize = 1_048_576;

    /// <summary>Of a process.</summary>
    public const int ExitCode = 255;

    /// <summary>Seconds: a day.</summary>
    public const int InstallDuration = 86_400;
}
