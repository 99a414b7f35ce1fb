using Telemetry.Contracts.Reads;

namespace Telemetry.Aggregation.Reads.Runs;

internal static class RunRows
{
    // json_strip_nulls writes the steps without the spaces of jsonb; they contain no nulls.
    public const string Columns =
        """
        random_id, execution_id, type, app, status, ct_type, disk_size, core_count, ram_size, exit_code, install_duration,
        os_type, os_version, pve_version, method, error, gpu_vendor, gpu_model, gpu_passthrough, cpu_vendor, cpu_model, ram_speed,
        category, repo, slug, has_arm, arch, platform, created_at, updated_at, json_strip_nulls(steps::json)::text
        """;

    private const int MaxLog = 4000;

    public static RunRecord Read(NpgsqlDataReader row) => new()
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
        Pipeline = row.GetString(30),
    };

    /// <summary>A run with only the end of its log, for responses that show several things.</summary>
    public static RunRecord Shorten(RunRecord run)
    {
        if (run.Error.Length <= MaxLog)
            return run;

        var end = run.Error[^MaxLog..];
        return run with { Error = char.IsLowSurrogate(end[0]) ? end[1..] : end };
    }

    private static int Number(NpgsqlDataReader row, int ordinal) => row.IsDBNull(ordinal) ? 0 : row.GetInt32(ordinal);
}
