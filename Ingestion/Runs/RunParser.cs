using System.Text.Json;
using Telemetry.Ingestion.Masking;
using Telemetry.Ingestion.Queue;

namespace Telemetry.Ingestion.Runs;

/// <summary><see cref="RunBody"/> has the names and the limits of the fields.</summary>
internal static class RunParser
{
    // Longer than any of RunValues. The texts of these fields are compared with it and not stored as they are.
    private const int MaxWordLength = 64;

    private static readonly FieldLimits Limits = FieldLimits.Of<RunBody>();

    /// <summary>Returns the problem, or null with the report set.</summary>
    public static Problem? Parse(ReadOnlySpan<byte> body, ReportMetadata metadata, out RunReported run)
    {
        run = null!;
        if (!ScriptJson.TryParse(body, out var json, out var error))
            return Problem.BadJson($"invalid json: {error}");

        return Read(json, metadata, out run) is { } fieldError ? Problem.BadField($"invalid payload: {fieldError}") : null;
    }

    /// <summary>The body is a value of <see cref="ScriptJson"/>. Returns the first error, or null with the report set.</summary>
    public static string? Read(JsonElement body, ReportMetadata metadata, out RunReported run)
    {
        var fields = new ScriptFields(body, Limits);
        var randomId = fields.RequiredText("random_id");
        var executionId = fields.Text("execution_id");
        var repoSlug = fields.Text("repo_slug");
        run = new RunReported
        {
            Digest = metadata.Digest,
            ReceivedAt = metadata.ReceivedAt,
            At = metadata.At,
            RandomId = randomId,
            ExecutionId = executionId.Length > 0 ? executionId : randomId,
            Type = ReadType(fields),
            Script = fields.RequiredText("nsapp"),
            Status = RunValues.Status(fields.RequiredText("status", MaxWordLength)),
            ContainerType = fields.Number("ct_type"),
            DiskSize = fields.Number("disk_size"),
            CoreCount = fields.Number("core_count"),
            RamSize = fields.Number("ram_size"),
            ExitCode = fields.Number("exit_code"),
            InstallDuration = fields.Number("install_duration"),
            OsType = RunValues.OrNone(fields.Text("os_type")),
            OsVersion = RunValues.OrNone(fields.Text("os_version")),
            PveVersion = RunValues.OrNone(fields.Text("pve_version")),
            Method = RunValues.OrNone(fields.Text("method")),
            ErrorCategory = RunValues.ErrorCategory(fields.Text("error_category", MaxWordLength)),
            RepoSource = RunValues.RepoSource(fields.Text("repo_source", MaxWordLength), repoSlug),
            RepoSlug = repoSlug,
            HasArm = fields.Flag("has_arm"),
            Architecture = fields.Text("arch"),
            Platform = fields.Text("platform"),
            GpuVendor = fields.Text("gpu_vendor"),
            GpuModel = fields.Text("gpu_model"),
            GpuPassthrough = fields.Text("gpu_passthrough"),
            CpuVendor = fields.Text("cpu_vendor"),
            CpuModel = fields.Text("cpu_model"),
            RamSpeed = fields.Text("ram_speed"),
        };

        // Masking is the most expensive step and therefore the last. It precedes the truncation, which could leave half an address that no
        // mask matches.
        if (fields.Error is null)
            run = run with { Error = PlainText.Truncate(SensitiveText.Mask(PlainText.Lines(fields.Raw("error"))), Limits.Max("error")) };
        return fields.Error;
    }

    private static string ReadType(ScriptFields fields)
    {
        var type = fields.RequiredText("type", MaxWordLength);
        if (!RunValues.IsType(type))
            fields.AddError("type", $"must be one of {RunValues.Types}");
        return type;
    }
}
