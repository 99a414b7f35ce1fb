namespace Telemetry.AppHost.Servers;

/// <summary>
/// How a server of a Debian package is run. Programs are names or paths with the package's user, under which root runs them; the first
/// existing one is run. The port variable tells the script the port to listen on. The script is bash, runs in the server's directory with
/// the program as <c>$PROGRAM</c>, and ends with <c>run SIGNAL PROGRAM ARGUMENTS</c>.
/// </summary>
internal sealed record ServerProgram(
    string Package, IReadOnlyList<(string Program, string User)> Programs, string PortVariable, string Script)
{
    // run: the server as a child, since each has its own signal for an orderly stop, while the orchestrator sends SIGTERM to all. beside:
    // helpers of the server that do not end with it. Neither outlives this shell, even when the shell is killed.
    private const string Prelude = """
        set -euo pipefail; umask 077
        others=''
        [ -z "${TEMPORARY:-}" ] || trap 'rm -rf -- "$PWD"' EXIT
        beside() { setpriv --pdeathsig TERM -- "$@" & others="$others $!"; }
        run() {
            local signal=$1 status=0 child; shift
            setpriv --pdeathsig "$signal" -- "$@" & child=$!
            trap 'kill -"$signal" "$child" 2>/dev/null || true' TERM INT HUP
            while kill -0 "$child" 2>/dev/null; do status=0; wait "$child" || status=$?; done
            [ -z "$others" ] || kill $others 2>/dev/null || true
            wait; exit "$status"
        }

        """;

    // An ordinary user's PATH lacks the directories of administrators' programs.
    private static readonly string[] s_directories =
        [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/sbin", "/sbin"];

    /// <summary>Throws <see cref="DistributedApplicationException"/> with the package's name if the program is missing.</summary>
    public (string Path, string User) Find(string server)
    {
        foreach (var (program, user) in Programs)
        {
            if (s_directories.Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists) is { } path)
                return (path, user);
        }

        throw new DistributedApplicationException(
            $"{server}: no {Package} on this machine. Install it with: apt-get install {Package}. Or start Docker or Podman.");
    }

    public string[] Command(string path, ServerDirectory directory)
    {
        var temporary = directory.IsTemporary ? "yes" : "";
        return [.. directory.AsUser, "env", $"PROGRAM={path}", $"TEMPORARY={temporary}", "bash", "-c", Prelude + Script];
    }
}
