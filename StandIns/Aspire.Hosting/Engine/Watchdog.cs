using System.Diagnostics;
using System.Globalization;

namespace Aspire.Hosting.Engine;

/// <summary>
/// A shell that outlives us by a moment: when our end of its pipe closes, also because the AppHost was killed, it kills the processes
/// that still run and removes the temporary directories. A process that has just started has no group of its own yet. (PR_SET_PDEATHSIG would do for processes, but it follows the thread
/// that started the child, and .NET's come and go.)
/// </summary>
internal sealed class Watchdog : IAsyncDisposable
{
    private const string Script = """
        processes=' '
        while read -r what value; do
            case $what in
                watch) processes="$processes$value " ;;
                forget) processes="${processes%% $value *} ${processes#* $value }" ;;
                remove) set -- "$@" "$value" ;;
            esac
        done
        for process in $processes; do kill -KILL "-$process" 2>/dev/null || kill -KILL "$process" 2>/dev/null; done
        for directory; do rm -rf -- "$directory"; done
        """;

    private readonly Lock _lock = new();
    private readonly Process _shell;
    private bool _closed;

    public Watchdog() => _shell = Process.Start(new CommandLine("sh", ["-c", Script, "watchdog"], "/").ToStartInfo())!;

    /// <summary>Kill this process group.</summary>
    public void Watch(int process) => Write("watch", process.ToString(CultureInfo.InvariantCulture));

    /// <summary>The process has ended; its number may become another's.</summary>
    public void Forget(int process) => Write("forget", process.ToString(CultureInfo.InvariantCulture));

    /// <summary>Remove this directory.</summary>
    public void Remove(string directory) => Write("remove", directory);

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _closed = true;
            try
            {
                _shell.StandardInput.Close();
            }
            catch (IOException)
            {
                // As in Write.
            }
        }

        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }

    private void Write(string what, string value)
    {
        lock (_lock)
        {
            if (_closed)
                return;

            try
            {
                _shell.StandardInput.WriteLine($"{what} {value}");
                _shell.StandardInput.Flush();
            }
            catch (IOException)
            {
                // Somebody killed the shell. It is the second line of defence: all is stopped in order as long as we live.
                _closed = true;
            }
        }
    }
}
