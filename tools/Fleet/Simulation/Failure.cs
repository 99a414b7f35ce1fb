namespace Telemetry.Fleet.Simulation;

/// <summary>
/// An error of a script. The category is the client's, often unknown; the type is that of its scripts, "" for all. In the log {script},
/// {version}, {host}, {address}, {mail}, {token} and {number} differ from run to run.
/// </summary>
internal sealed record Failure(int ExitCode, string Category, string Type, string Log)
{
    private static readonly string[] Hosts = ["github.example", "deb.example", "registry.example", "downloads.example"];

    public static IReadOnlyList<Failure> Known { get; } =
    [
        new(1, "unknown", "",
            "[ERROR] in line {number}: exit code 1: while executing command $STD make -j4\n"
            + "\tmake: *** [Makefile:{number}: all] Error 2"),
        new(2, "shell", "",
            "bash: line {number}: syntax error near unexpected token `('\n/opt/{script}/install.sh: line {number}: `<html>'"),
        new(6, "network", "",
            "curl: (6) Could not resolve host: {host}\n"
            + "[ERROR] in line {number}: exit code 6: while executing command curl -fsSL https://{host}/{script}/v{version}.tar.gz"),
        new(7, "network", "",
            "curl: (7) Failed to connect to {host} port 443 after 3012 ms: Couldn't connect to server\n\ttried {address}"),
        new(22, "", "",
            "curl: (22) The requested URL returned error: 404\n"
            + "[ERROR] in line {number}: exit code 22: while executing command curl -fsSL "
            + "https://api.{host}/repos/{script}/releases/latest"),
        new(28, "timeout", "", "curl: (28) Operation timed out after 30001 milliseconds with {number} out of 52428800 bytes received"),
        new(56, "network", "", "curl: (56) Recv failure: Connection reset by peer\n\tresolver {address}"),
        new(100, "apt", "lxc",
            "Reading package lists...\n"
            + "E: Failed to fetch http://{host}/debian/pool/main/{script}_{version}_amd64.deb  502  Bad Gateway [IP: {address} "
            + "80]\nE: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?"),
        new(100, "apt", "lxc", "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process {number} (unattended-upgr)"),
        new(101, "", "lxc",
            "npm error code ERESOLVE\nnpm error ERESOLVE unable to resolve dependency tree\n"
            + "npm error While resolving: {script}@{version}\nnpm error Found: vite@7.1.{number}"),
        new(126, "permission", "", "/opt/{script}/bin/{script}: Permission denied\n[ERROR] in line {number}: exit code 126"),
        new(127, "command_not_found", "",
            "/dev/fd/63: line {number}: uv: command not found\n"
            + "[ERROR] in line {number}: exit code 127: while executing command uv sync --frozen"),
        new(137, "resource", "lxc",
            "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\nKilled\n"
            + "memory+swap: usage {number}kB, limit 2097152kB"),
        new(139, "signal", "", "Segmentation fault (core dumped)\t/usr/bin/{script} --migrate"),
        new(170, "database", "lxc",
            "psql: error: connection to server on socket \"/var/run/postgresql/.s.PGSQL.5432\" failed: No such file or "
            + "directory\n\tpostgres://{script}:{token}@{host}/{script}"),
        new(205, "proxmox", "lxc", "CT {number} already exists on node pve\nContact: {mail}"),
        new(214, "storage", "lxc",
            "unable to create CT {number} - no space left on device\n"
            + "  Volume group \"pve\" has insufficient free space (512 extents): 1024 required."),
        new(214, "storage", "vm", "storage 'local-lvm' is not available on node 'pve'\n\tqm set {number} --scsi0 local-lvm:0 failed"),
        new(223, "", "turnkey",
            "400 Parameter verification failed.\ntemplate: no such template 'debian-12-turnkey-{script}_{version}_amd64.tar.gz'"),
        new(243, "build", "lxc",
            "npm error code 1\nnpm error path /opt/{script}/node_modules/better-sqlite3\n"
            + "npm error gyp ERR! stack Error: not found: make\nnpm_config_token={token}"),
        new(255, "dependency", "lxc",
            "dpkg: error processing package {script} (--configure):\n"
            + " installed {script} package post-installation script subprocess returned error exit status 1"),
    ];

    /// <summary>Their exit codes are those of signals.</summary>
    public static IReadOnlyList<Failure> Interrupted { get; } =
    [
        new(130, "user_aborted", "", "Installation cancelled by user (SIGINT)"),
        new(143, "signal", "", "Terminated"),
        new(129, "signal", "", "Hangup: the session of {mail} from {address} is gone"),
    ];

    internal string LogOf(string script, Random random) => Log
        .Replace("{script}", script, StringComparison.Ordinal)
        .Replace("{version}", $"{random.Next(1, 26)}.{random.Next(20)}.{random.Next(30)}", StringComparison.Ordinal)
        .Replace("{host}", random.Pick(Hosts), StringComparison.Ordinal)
        .Replace("{address}", $"192.168.{random.Next(4)}.{random.Next(1, 255)}", StringComparison.Ordinal)
        .Replace("{mail}", $"admin{random.Next(90)}@example.org", StringComparison.Ordinal)
        .Replace("{token}", $"s3cr3t{random.Next():x8}", StringComparison.Ordinal)
        .Replace("{number}", random.Next(100, 20_000).ToString(), StringComparison.Ordinal);
}
