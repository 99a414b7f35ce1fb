namespace Telemetry.Dashboard.Pages.Privacy;

/// <summary>The fields that a kind of client sends; nothing else is stored.</summary>
internal sealed record CollectedData(string Id, string Title, string When, IReadOnlyList<CollectedData.Field> Fields)
{
    /// <summary>All fields of docs/protocols.md.</summary>
    public static IReadOnlyList<CollectedData> All { get; } =
    [
        new(
            "instances", "Installed applications", "An installation registers once and sends a snapshot of itself, by default every hour.",
            [
                new(
                    "instance_id, public_key",
                    "A random number and a key that the installation makes for itself",
                    "To count each installation once, and to let nobody else speak for it"),
                new("app_name, app_version", "The application and its version", "To see which versions are in use"),
                new(
                    "deployment_mode, environment, os_arch",
                    "How and on what it runs, for example docker, production, linux/amd64",
                    "To know what must be supported"),
                new("timestamp", "When the snapshot was taken", "To put it into the right hour"),
                new(
                    "metrics",
                    "Names with numbers or words that the application’s author chose, for example users_count, and those that the client "
                        + "adds: operating system, architecture, cores, language version, memory in use, running time",
                    "To see how the application is used, as sums"),
            ]),
        new(
            "runs", "Runs of install scripts", "A script tells when it begins, goes on and ends.",
            [
                new("random_id, execution_id", "Random numbers for the session and the run", "To count each run once"),
                new(
                    "type, nsapp, method, repo_source, repo_slug",
                    "Which script, of which repository, run in which way",
                    "To see what is used and what fails"),
                new(
                    "status, exit_code, error_category, install_duration",
                    "How it goes, how it ended, how long it took",
                    "To find scripts that fail"),
                new(
                    "error",
                    "The end of the log of a run that failed. Addresses, e-mail addresses, names of hosts in links, tokens and passwords "
                        + "are masked before it is stored",
                    "To find out why"),
                new("ct_type, disk_size, core_count, ram_size", "What the guest got", "To choose good defaults"),
                new(
                    "os_type, os_version, pve_version, has_arm, arch, platform",
                    "The systems of guest and host",
                    "To know what must be supported"),
                new(
                    "cpu_vendor, cpu_model, ram_speed, gpu_vendor, gpu_model, gpu_passthrough",
                    "The host’s hardware",
                    "To know what must be supported"),
            ]),
        new(
            "starts", "Starts of containers", "A container tells once, when it starts.",
            [
                new("instance_id", "A random text, mostly a new one for each start", "To tell starts apart"),
                new("image_version, telemetry_version", "The image and its telemetry", "To see which versions are in use"),
                new("architecture, os, container_runtime, db_type", "On what it runs", "To know what must be supported"),
                new("startup_time_ms, timestamp", "How long the start took, and when it was", "To see whether starts become slower"),
            ]),
    ];

    /// <summary>One or more field names of the protocol.</summary>
    internal sealed record Field(string Names, string Content, string Purpose);
}
