using System.Collections.Frozen;
using System.Text.Json;
using Telemetry.Contracts;
using Telemetry.Ingestion.Json;
using Telemetry.Ingestion.Masking;

namespace Telemetry.Ingestion.Runs;

/// <summary>The fields of a run's post, by the table of the protocol.</summary>
public static class RunFields
{
    private const int IdLength = 64;
    private const int ScriptLength = 64;
    private const int ErrorLength = 131_072;

    private static readonly FrozenSet<string> Names =
    [
        "random_id", "execution_id", "type", "nsapp", "status", "ct_type", "disk_size", "core_count", "ram_size", "exit_code",
        "install_duration", "os_type", "os_version", "pve_version", "method", "error", "gpu_vendor", "gpu_model", "gpu_passthrough",
        "cpu_vendor", "cpu_model", "ram_speed", "error_category", "repo_source", "repo_slug", "has_arm", "arch", "platform",
    ];

    /// <summary>Reads the fields that the protocol names; others are ignored.</summary>
    /// <param name="body">Of <see cref="ScriptJson"/>.</param>
    /// <param name="reception">What the body itself does not say.</param>
    /// <param name="run">What was told; undefined when there is a fault.</param>
    /// <returns>The first fault, or null.</returns>
    public static string? Read(JsonElement body, Reception reception, out RunReported run)
    {
        var fields = new LooseFields(body, Names);
        var randomId = fields.RequiredText("random_id", IdLength);
        var executionId = fields.Text("execution_id", IdLength);
        run = new RunReported
        {
            Digest = reception.Digest,
            ReceivedAt = reception.ReceivedAt,
            At = reception.At,
            RandomId = randomId,
            ExecutionId = executionId.Length > 0 ? executionId : randomId,
            Type = Type(fields),
            Script = fields.RequiredText("nsapp", ScriptLength),
            Status = RunWords.Status(fields.RequiredText("status", IdLength)),
            ContainerType = fields.Number("ct_type", 2),
            DiskSize = fields.Number("disk_size", 100_000),
            CoreCount = fields.Number("core_count", 256),
            RamSize = fields.Number("ram_size", 1_048_576),
            ExitCode = fields.Number("exit_code", 255),
            InstallDuration = fields.Number("install_duration", 86_400),
            OsType = RunWords.OrNone(fields.Text("os_type", 32)),
            OsVersion = RunWords.OrNone(fields.Text("os_version", 32)),
            PveVersion = RunWords.OrNone(fields.Text("pve_version", 32)),
            Method = RunWords.OrNone(fields.Text("method", 32)),
            ErrorCategory = RunWords.ErrorCategory(fields.Text("error_category", IdLength)),
            RepoSource = RunWords.RepoSource(fields.Text("repo_source", IdLength), fields.Text("repo_slug", 128)),
            RepoSlug = fields.Text("repo_slug", 128),
            HasArm = fields.Flag("has_arm"),
            Architecture = fields.Text("arch", 32),
            Platform = fields.Text("platform", 64),
            GpuVendor = fields.Text("gpu_vendor", 16),
            GpuModel = fields.Text("gpu_model", 64),
            GpuPassthrough = fields.Text("gpu_passthrough", 16),
            CpuVendor = fields.Text("cpu_vendor", 16),
            CpuModel = fields.Text("cpu_model", 64),
            RamSpeed = fields.Text("ram_speed", 16),
        };

        // Last, as it is the one that costs. Masked before it is cut: a cut could leave half an address that nobody knows for one.
        if (fields.Fault is null)
            run = run with { Error = CleanText.Cut(SensitiveText.Mask(CleanText.Lines(fields.Raw("error"))), ErrorLength) };
        return fields.Fault;
    }

    private static string Type(LooseFields fields)
    {
        var type = fields.RequiredText("type", IdLength);
        if (!RunWords.IsType(type))
            fields.Refuse("type", $"must be one of {RunWords.AllTypes}");
        return type;
    }
}
