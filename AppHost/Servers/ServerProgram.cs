namespace Telemetry.AppHost.Servers;

/// <summary>How a server of a Debian package is run.</summary>
/// <param name="Package">What to install where the program is missing.</param>
/// <param name="Programs">Names or paths, each with the package's user, as whom an AppHost of root runs it; the first that exists is run.</param>
/// <param name="PortVariable">The environment variable of the script that has the port to listen on.</param>
/// <param name="Script">In bash, in the server's directory, with the program as <c>$PROGRAM</c>; ends with <c>run SIGNAL PROGRAM ARGUMENTS</c>.</param>
internal sealed record ServerProgram(string Package, IReadOnlyList<(string Program, string User)> Programs, string PortVariable, string Script)
{
    // run: the server as a child, since each has its own signal for "stop now, but in order", while the orchestrator sends SIGTERM to all.
    // beside: what the server needs and leaves behind. Neither outlives this shell, also when it is killed.
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

    // Also where administrators' programs are, which an ordinary user's PATH lacks.
    private static readonly string[] s_directories = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/sbin", "/sbin"];

    /// <summary>The program's path and its user.</summary>
    /// <param name="server">The server's name, for the message.</param>
    /// <exception cref="DistributedApplicationException">The program is missing; the message names the package.</exception>
    public (string Path, string User) Find(string server)
    {
        foreach (var (program, user) in Programs)
        {
            if (s_directories.Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists) is { } path)
                return (path, user);
        }

        throw new DistributedApplicationException($"{server}: no {Package} on this machine. Install it with: apt-get install {Package}. Or start Docker or Podman.");
    }

    /// <summary>What to start: the script, as the user.</summary>
    public string[] Command(string path, ServerDirectory directory) =>
        [.. directory.AsUser, "env", $"PROGRAM={path}", $"TEMPORARY={(directory.IsTemporary ? "yes" : "")}", "bash", "-c", Prelude + Script];
}
