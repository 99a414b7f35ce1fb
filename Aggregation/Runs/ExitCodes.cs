using System.Collections.Frozen;

namespace Telemetry.Aggregation.Runs;

/// <summary>The category is one of the protocol's; null if the code alone does not tell.</summary>
internal sealed record ExitCode(string Description, string? Category);

/// <summary>
/// The exit codes of the scripts' own convention, of the shell and of the programs that scripts call. Conflicts: 64-78 are the sysexits,
/// since curl's codes there are about FTP over TLS, TFTP and LDAP, which no install script uses. 150-154 and 160-162 are the scripts'
/// convention, since scripts choose them on purpose and the signals 22-26 and 32-34 end no script. 101 is apt's by the convention, but also
/// cargo's: the error text decides. 1 has no category, although its usual description sounds like a missing permission.
/// </summary>
internal static class ExitCodes
{
    private const string Apt = "apt";
    private const string Build = "build";
    private const string CommandNotFound = "command_not_found";
    private const string Config = "config";
    private const string Database = "database";
    private const string Dependency = "dependency";
    private const string Network = "network";
    private const string Permission = "permission";
    private const string Preflight = "preflight";
    private const string Proxmox = "proxmox";
    private const string Resource = "resource";
    private const string Runtime = "runtime";
    private const string Service = "service";
    private const string Shell = "shell";
    private const string Signal = "signal";
    private const string Storage = "storage";
    private const string Timeout = "timeout";
    private const string UserAborted = "user_aborted";

    private static readonly (int Code, string Description, string? Category)[] Table =
    [
        (1, "General error", null),
        (2, "Shell: wrong use of a builtin, or a syntax error", Shell),

        // What curl ends with. Its 1 to 3 are the shell's, or too common to mean curl.
        (4, "curl: built without a feature that the request needs", Dependency),
        (5, "curl: the proxy's name does not resolve", Network),
        (6, "curl: the host's name does not resolve", Network),
        (7, "curl: no connection to the host", Network),
        (8, "curl: the server's reply makes no sense", Network),
        (9, "curl: FTP access denied", Network),
        (10, "curl: FTP server reported an error while connecting back", Network),
        (11, "curl: FTP reply to the password makes no sense", Network),
        (12, "curl: FTP server did not connect back in time", Timeout),
        (13, "curl: FTP reply to PASV makes no sense", Network),
        (14, "curl: FTP reply 227 makes no sense", Network),
        (15, "curl: the host in FTP's reply 227 does not resolve", Network),
        (16, "curl: HTTP/2 framing error", Network),
        (17, "curl: FTP transfer cannot be made binary", Network),
        (18, "curl: only a part of the file arrived", Network),
        (19, "curl: FTP download refused", Network),
        (20, "curl: an error of its own that it no longer uses (20)", null),
        (21, "curl: FTP command refused", Network),
        (22, "curl: the server answered with an HTTP error (400 or above)", Network),
        (23, "curl: the download cannot be written", Storage),
        (24, "curl: an error of its own that it no longer uses (24)", null),
        (25, "curl: upload refused", Network),
        (26, "curl: what is to be sent cannot be read", Storage),
        (27, "curl: out of memory", Resource),
        (28, "curl: timed out", Timeout),
        (29, "curl: an error of its own that it no longer uses (29)", null),
        (30, "curl: FTP PORT command failed", Network),
        (31, "curl: FTP transfer cannot be resumed", Network),
        (32, "curl: an error of its own that it no longer uses (32)", null),
        (33, "curl: the server does not send parts of a file", Network),
        (34, "curl: HTTP POST cannot be built", Network),
        (35, "curl: TLS handshake failed", Network),
        (36, "curl: download cannot be resumed", Network),
        (37, "curl: a local file cannot be read", Permission),
        (38, "curl: LDAP bind failed", Network),
        (39, "curl: LDAP search failed", Network),
        (40, "curl: an error of its own that it no longer uses (40)", null),
        (41, "curl: an LDAP function is missing", Dependency),
        (42, "curl: stopped by its caller", null),
        (43, "curl: internal error, a wrong parameter", null),
        (44, "curl: an error of its own that it no longer uses (44)", null),
        (45, "curl: the network interface to use cannot be used", Network),
        (46, "curl: an error of its own that it no longer uses (46)", null),
        (47, "curl: too many redirects", Network),
        (48, "curl: its library does not know an option", Dependency),
        (49, "curl: malformed telnet option", Config),
        (50, "curl: an error of its own that it no longer uses (50)", null),
        (51, "curl: the server's certificate or fingerprint does not match", Network),
        (52, "curl: the server closed without an answer", Network),
        (53, "curl: TLS crypto engine is missing", Dependency),
        (54, "curl: TLS crypto engine cannot be used", Dependency),
        (55, "curl: sending failed", Network),
        (56, "curl: receiving failed", Network),
        (57, "curl: an error of its own that it no longer uses (57)", null),
        (58, "curl: the local certificate cannot be used", Config),
        (59, "curl: the TLS cipher cannot be used", Config),
        (60, "curl: the server's certificate is not trusted", Network),
        (61, "curl: unknown transfer encoding", Network),
        (62, "curl: the LDAP address makes no sense", Config),
        (63, "curl: the file is larger than allowed", Network),

        (64, "Usage: wrong arguments", Config),
        (65, "Input data has the wrong format", Config),
        (66, "An input file is missing or unreadable", Config),
        (67, "The user is not known", Config),
        (68, "The host is not known", Network),
        (69, "A needed service is not available", Service),
        (70, "Internal software error", Runtime),
        (71, "Operating system error", Runtime),
        (72, "A file of the operating system is missing", Config),
        (73, "An output file cannot be created", Storage),
        (74, "Input or output error", Storage),
        (75, "Temporary failure, worth another try", null),
        (76, "The remote side broke the protocol", Network),
        (77, "Permission denied", Permission),
        (78, "Configuration error", Config),

        (79, "curl: SSH session failed", Network),
        (80, "curl: TLS connection cannot be closed", Network),
        (81, "curl: a socket was not ready", Network),
        (82, "curl: the revocation list cannot be read", Config),
        (83, "curl: the certificate's issuer is not the expected one", Network),
        (84, "curl: FTP PRET command failed", Network),
        (85, "curl: RTSP sequence numbers differ", Network),
        (86, "curl: RTSP session identifiers differ", Network),
        (87, "curl: FTP file list makes no sense", Network),
        (88, "curl: stopped by its caller between files", null),
        (89, "curl: no connection is free", Network),
        (90, "curl: the server's public key is not the pinned one", Network),
        (91, "curl: the server's certificate status is invalid", Network),
        (92, "curl: HTTP/2 stream error", Network),
        (93, "curl: its library was called from within a callback", null),
        (94, "curl: authentication failed", Network),
        (95, "curl: HTTP/3 error", Network),

        (100, "apt: packages cannot be installed (broken, missing or conflicting)", Apt),
        (101, "apt: sources or configuration are wrong; or a Rust build failed", null),
        (102, "apt: another process holds the lock", Apt),

        (103, "Check: the shell is not bash", Preflight),
        (104, "Check: not run as root, or by sudo", Preflight),
        (105, "Check: this Proxmox VE version is not supported", Preflight),
        (106, "Check: this architecture is not supported", Preflight),
        (107, "Check: the kernel's key limits cannot be read", Preflight),
        (108, "Check: the kernel's key limits are exceeded", Preflight),
        (109, "Check: no container ID is free", Proxmox),
        (110, "Check: the stored defaults cannot be applied", Config),
        (111, "Check: the application's defaults are missing", Config),
        (112, "Check: no such choice in the menu", Config),
        (113, "Check: too little memory or too few cores, and the user went no further", UserAborted),
        (114, "Check: too little storage, and the user went no further", UserAborted),
        (115, "Check: a part of the script cannot be loaded", Network),
        (116, "Check: the network bridge is missing", Network),
        (117, "Check: the container does not get to run", Proxmox),
        (118, "Check: the container gets no address in time", Network),
        (119, "Check: no storage for container disks", Storage),
        (120, "Check: no storage for templates", Storage),
        (121, "Check: the container's network is not ready", Network),
        (122, "Check: no way to the internet, and the user went no further", Network),
        (123, "Check: the local address cannot be found out", Network),

        (124, "Command timed out", Timeout),
        (125, "The command that starts another one failed itself", null),
        (126, "Shell: the command cannot be executed", Permission),
        (127, "Shell: command not found", CommandNotFound),
        (128, "Shell: wrong argument to exit", Shell),

        (129, "Terminal closed (SIGHUP)", UserAborted),
        (130, "Stopped by the user (SIGINT, Ctrl-C)", UserAborted),
        (131, "Quit (SIGQUIT)", Signal),
        (132, "Illegal instruction (SIGILL), such as a program for another processor", Signal),
        (133, "Trace trap (SIGTRAP)", Signal),
        (134, "Aborted by itself (SIGABRT), such as Node.js without memory", Signal),
        (135, "Bus error (SIGBUS)", Signal),
        (136, "Arithmetic error (SIGFPE)", Signal),
        (137, "Killed (SIGKILL), mostly for lack of memory", Resource),
        (138, "User signal 1 (SIGUSR1)", Signal),
        (139, "Invalid memory access (SIGSEGV)", Signal),
        (140, "User signal 2 (SIGUSR2)", Signal),
        (141, "Nobody reads the output any more (SIGPIPE)", Signal),
        (142, "Alarm (SIGALRM)", Signal),
        (143, "Asked to end (SIGTERM)", Signal),
        (144, "Coprocessor stack fault (SIGSTKFLT)", Signal),
        (145, "A child ended (SIGCHLD)", Signal),
        (146, "Continued (SIGCONT)", Signal),
        (147, "Halted (SIGSTOP)", Signal),
        (148, "Halted from the terminal (SIGTSTP)", Signal),
        (149, "Reading from the terminal in the background (SIGTTIN)", Signal),

        (150, "systemd: the service does not start", Service),
        (151, "systemd: no such service", Service),
        (152, "Permission denied (EACCES)", Permission),
        (153, "Build failed (make, gcc, cmake)", Build),
        (154, "Node.js: a native addon does not build", Build),

        (155, "Profiling timer (SIGPROF)", Signal),
        (156, "Window resized (SIGWINCH)", Signal),
        (157, "Input or output possible (SIGIO)", Signal),
        (158, "Power failure (SIGPWR)", Signal),
        (159, "Bad system call (SIGSYS)", Signal),

        (160, "Python: the virtual environment is missing or broken", Dependency),
        (161, "Python: dependencies cannot be resolved", Dependency),
        (162, "Python: installing is not allowed (permissions, or an externally managed environment)", Permission),

        (163, "Real-time signal 35", Signal),
        (164, "Real-time signal 36", Signal),
        (165, "Real-time signal 37", Signal),

        (170, "PostgreSQL: no connection", Database),
        (171, "PostgreSQL: wrong user or password", Database),
        (172, "PostgreSQL: no such database", Database),
        (173, "PostgreSQL: a query failed", Database),
        (180, "MySQL or MariaDB: no connection", Database),
        (181, "MySQL or MariaDB: wrong user or password", Database),
        (182, "MySQL or MariaDB: no such database", Database),
        (183, "MySQL or MariaDB: a query failed", Database),
        (190, "MongoDB: no connection", Database),
        (191, "MongoDB: wrong user or password", Database),
        (192, "MongoDB: no such database", Database),
        (193, "MongoDB: a query failed", Database),

        (200, "Proxmox: no lock file can be made", Proxmox),
        (201, "Proxmox: an error without a description (201)", Proxmox),
        (202, "Proxmox: an error without a description (202)", Proxmox),
        (203, "Proxmox: the container ID is not set", Config),
        (204, "Proxmox: the container's operating system is not set", Config),
        (205, "Proxmox: the container ID is below 100", Config),
        (206, "Proxmox: the container ID is taken", Config),
        (207, "Proxmox: the password has characters that are not escaped", Config),
        (208, "Proxmox: an address, MAC or network setting is wrong", Config),
        (209, "Proxmox: the container cannot be created", Proxmox),
        (210, "Proxmox: the cluster has no quorum", Proxmox),
        (211, "Proxmox: the template's lock was not released in time", Timeout),
        (212, "Proxmox: the storage takes virtual machines only (iscsidirect)", Storage),
        (213, "Proxmox: the storage takes no container disks (rootdir)", Storage),
        (214, "Proxmox: not enough storage space", Storage),
        (215, "Proxmox: the container was created and is not listed", Proxmox),
        (216, "Proxmox: the container's configuration names no root disk", Config),
        (217, "Proxmox: the storage cannot be reached", Storage),
        (218, "Proxmox: the template is damaged or incomplete", Storage),
        (219, "Proxmox: CephFS takes no containers, RBD does", Storage),
        (220, "Proxmox: the template's path cannot be found out", Storage),
        (221, "Proxmox: the template cannot be read", Permission),
        (222, "Proxmox: the template's download failed", Network),
        (223, "Proxmox: the template is not there after its download", Storage),
        (224, "Proxmox: Backup Server storage takes backups only", Storage),
        (225, "Proxmox: no template for this system and version", Config),
        (226, "Proxmox: the virtual machine's disk cannot be imported or set up", Proxmox),
        (227, "Proxmox: an error without a description (227)", Proxmox),
        (228, "Proxmox: an error without a description (228)", Proxmox),
        (229, "Proxmox: an error without a description (229)", Proxmox),
        (230, "Proxmox: an error without a description (230)", Proxmox),
        (231, "Proxmox: the LXC packages cannot be upgraded", Proxmox),

        (232, "Tool: run in the wrong place, such as in a container instead of on the host", Preflight),
        (233, "Tool: what it is to update is not installed", Preflight),
        (234, "Tool: there are no containers", Preflight),
        (235, "Tool: backup or restore failed", Storage),
        (236, "Tool: the hardware it needs was not found", Preflight),
        (237, "Tool: a package it needs cannot be installed", Dependency),
        (238, "Tool: the operating system is not supported", Preflight),

        (239, "Node.js: failed at run time, or a dependency did", Runtime),
        (240, "Node.js: an error without a description (240)", Runtime),
        (241, "Node.js: an error without a description (241)", Runtime),
        (242, "Node.js: an error without a description (242)", Runtime),
        (243, "Node.js: JavaScript heap out of memory", Resource),
        (244, "Node.js: an error without a description (244)", Runtime),
        (245, "Node.js: wrong command-line option", Config),
        (246, "Node.js: JavaScript cannot be parsed", Runtime),
        (247, "Node.js: internal error", Runtime),
        (248, "Node.js: a native addon is unusable", Runtime),
        (249, "npm, pnpm or yarn: failed", Dependency),

        (250, "Application: download failed, or the version cannot be found out", Network),
        (251, "Application: the archive cannot be unpacked", Storage),
        (252, "Application: a needed file is missing", Dependency),
        (253, "Application: data has to be migrated first, update stopped", Config),
        (254, "Application: the user declined, or did not answer in time", UserAborted),
        (255, "dpkg: internal error", Apt),
    ];

    public static IReadOnlyDictionary<int, ExitCode> All { get; } =
        Table.ToFrozenDictionary(entry => entry.Code, entry => new ExitCode(entry.Description, entry.Category));

    public static string Describe(int code) => All.TryGetValue(code, out var known) ? known.Description : "Unknown error";
}
