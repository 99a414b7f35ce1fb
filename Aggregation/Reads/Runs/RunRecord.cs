using System.Text.Json;
using Npgsql;

namespace Telemetry.Aggregation.Reads.Runs;

/// <summary>A run as records tell of it, to the admin alone: the fields of its posts, its times and its steps.</summary>
internal sealed record RunRecord
{
    /// <summary>What <see cref="Of"/> reads.</summary>
    public const string Columns =
        """
        random_id, execution_id, type, app, status, ct_type, disk_size, core_count, ram_size, exit_code, install_duration,
        os_type, os_version, pve_version, method, error, gpu_vendor, gpu_model, gpu_passthrough, cpu_vendor, cpu_model, ram_speed,
        category, repo, slug, has_arm, arch, platform, created_at, updated_at, steps::text
        """;

    private const int MostShown = 4000;

    /// <summary>The client's session.</summary>
    public required string RandomId { get; init; }

    /// <summary>What its posts have in common.</summary>
    public required string ExecutionId { get; init; }

    /// <summary>lxc, vm, turnkey, pve, addon or tool.</summary>
    public required string Type { get; init; }

    /// <summary>The script.</summary>
    public required string Nsapp { get; init; }

    /// <summary>installing, validation, configuring, success, failed, aborted or unknown.</summary>
    public required string Status { get; init; }

    /// <summary>0 unprivileged, 1 privileged, 2 something else.</summary>
    public required int CtType { get; init; }

    /// <summary>GB.</summary>
    public required int DiskSize { get; init; }

    /// <summary>Processor cores.</summary>
    public required int CoreCount { get; init; }

    /// <summary>MB.</summary>
    public required int RamSize { get; init; }

    /// <summary>0 to 255.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Seconds.</summary>
    public required int InstallDuration { get; init; }

    /// <summary>For example "debian".</summary>
    public required string OsType { get; init; }

    /// <summary>For example "13".</summary>
    public required string OsVersion { get; init; }

    /// <summary>Proxmox VE's version.</summary>
    public required string PveVersion { get; init; }

    /// <summary>For example "default".</summary>
    public required string Method { get; init; }

    /// <summary>The masked log.</summary>
    public required string Error { get; init; }

    /// <summary>For example "nvidia".</summary>
    public required string GpuVendor { get; init; }

    /// <summary>As the host tells it.</summary>
    public required string GpuModel { get; init; }

    /// <summary>How the guest gets the GPU.</summary>
    public required string GpuPassthrough { get; init; }

    /// <summary>For example "intel".</summary>
    public required string CpuVendor { get; init; }

    /// <summary>As the host tells it.</summary>
    public required string CpuModel { get; init; }

    /// <summary>As the host tells it.</summary>
    public required string RamSpeed { get; init; }

    /// <summary>Of a failed or aborted run, as it counts.</summary>
    public required string ErrorCategory { get; init; }

    /// <summary>ProxmoxVE, ProxmoxVED or external.</summary>
    public required string RepoSource { get; init; }

    /// <summary>For example "community-scripts/ProxmoxVE".</summary>
    public required string RepoSlug { get; init; }

    /// <summary>Whether the script supports ARM.</summary>
    public required bool HasArm { get; init; }

    /// <summary>The host's architecture.</summary>
    public required string Arch { get; init; }

    /// <summary>The host's platform.</summary>
    public required string Platform { get; init; }

    /// <summary>The first post (UTC).</summary>
    public required DateTime Created { get; init; }

    /// <summary>The newest post (UTC).</summary>
    public required DateTime Updated { get; init; }

    /// <summary>The steps in order: JSON in a string, as the protocol has it.</summary>
    public required string Pipeline { get; init; }

    /// <summary>Reads a row of <see cref="Columns"/>. What the client did not tell is 0, "" or false.</summary>
    public static RunRecord Of(NpgsqlDataReader row) => new()
    {
        RandomId = row.GetString(0),
        ExecutionId = row.GetString(1),
        Type = row.GetString(2),
        Nsapp = row.GetString(3),
        Status = row.GetString(4),
        CtType = Number(row, 5),
        DiskSize = Number(row, 6),
        CoreCount = Number(row, 7),
        RamSize = Number(row, 8),
        ExitCode = Number(row, 9),
        InstallDuration = Number(row, 10),
        OsType = row.GetString(11),
        OsVersion = row.GetString(12),
        PveVersion = row.GetString(13),
        Method = row.GetString(14),
        Error = row.GetString(15),
        GpuVendor = row.GetString(16),
        GpuModel = row.GetString(17),
        GpuPassthrough = row.GetString(18),
        CpuVendor = row.GetString(19),
        CpuModel = row.GetString(20),
        RamSpeed = row.GetString(21),
        ErrorCategory = row.GetString(22),
        RepoSource = row.GetString(23),
        RepoSlug = row.GetString(24),
        HasArm = !row.IsDBNull(25) && row.GetBoolean(25),
        Arch = row.GetString(26),
        Platform = row.GetString(27),
        Created = row.GetDateTime(28),
        Updated = row.GetDateTime(29),
        // Without the spaces that the database writes.
        Pipeline = JsonSerializer.Serialize(Json.Element(row.GetString(30))),
    };

    /// <summary>With the log's end alone, where it is one of several things that an answer shows.</summary>
    public RunRecord Shortened()
    {
        if (Error.Length <= MostShown)
            return this;

        var end = Error[^MostShown..];
        return this with { Error = char.IsLowSurrogate(end[0]) ? end[1..] : end };
    }

    private static int Number(NpgsqlDataReader row, int ordinal) => row.IsDBNull(ordinal) ? 0 : row.GetInt32(ordinal);
}
