namespace Telemetry.AppHost.Servers;

/// <summary>How a server of a Debian package is run.</summary>
/// <param name="Package">The package to install if the program is missing.</param>
/// <param name="Programs">Names or paths, each with the package's user, under which root runs it; the first that exists is run.</param>
/// <param name="PortVariable">The environment variable of the script with the port to listen on.</param>
/// <param name="Script">
/// In bash, in the server's directory, with the program as <c>$PROGRAM</c>; ends with <c>run SIGNAL PROGRAM ARGUMENTS</c>.
/// </param>
internal sealed record ServerProgram(
    string Package, IReadOnlyList<(string Program, string User)> Programs, string PortVariable, string Script)
{
    // run: the server as a child, since each has its own signal for an orderly stop, while the orchestrator sends SIGTERM to all.
    // beside: helpers of the server that do not end with it. Neither outlives this shell, even when the shell is killed.
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

        throw new DistributedApplicationException(
            $"{server}: no {Package} on this machine. Install it with: apt-get install {Package}. Or start Docker or Podman.");
    }

    /// <summary>The command that runs the script as the server's user.</summary>
    public string[] Command(string path, ServerDirectory directory)
    {
        var temporary = directory.IsTemporary ? "yes" : "";
        return [.. directory.AsUser, "env", $"PROGRAM={path}", $"TEMPORARY={temporary}", "bash", "-c", Prelude + Script];
    }
}
