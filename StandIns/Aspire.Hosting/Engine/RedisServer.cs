using System.Text;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Engine;

/// <summary>Redis, or Valkey where Debian has that.</summary>
internal sealed class RedisServer(RedisResource resource, DataDirectories directories, Watchdog watchdog, ILogger log)
    : ServerWorkload(resource, directories, watchdog, log)
{
    private const string Redis = "redis-server";
    private const string Valkey = "valkey-server";

    private string _program = "";

    protected override string UserName => Path.GetFileName(_program) == Valkey ? "valkey" : "redis";

    // Debian's redis-server is a link to redis-check-rdb, which looks at the name that it is called by.
    protected override IReadOnlyCollection<string> ProgramNames => [Redis, "redis-check-rdb", Valkey, "valkey-check-rdb"];

    private string Configuration => Path.Combine(Directory, "redis.conf");

    public override void Require(Programs programs) => _program = programs.Require(Name, Redis, Redis, Valkey);

    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await base.PrepareAsync(cancellationToken);

        // In a file, since arguments can be read by everybody.
        DataDirectories.WritePrivate(
            Configuration,
            $"""
            bind 127.0.0.1
            port {Port}
            requirepass "{Password.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}"
            dir "{Directory}"
            save ""
            appendonly no
            daemonize no
            logfile ""
            loglevel warning

            """,
            User);
    }

    public override ValueTask<CommandLine> CommandAsync(CancellationToken cancellationToken) => new(new CommandLine(_program, [Configuration], Directory) { User = User });

    public override async Task ProbeAsync(CancellationToken cancellationToken)
    {
        const string Expected = "+OK\r\n+PONG\r\n";
        var question = $"*2\r\n$4\r\nAUTH\r\n${Encoding.UTF8.GetByteCount(Password)}\r\n{Password}\r\n*1\r\n$4\r\nPING\r\n";
        var answer = Encoding.UTF8.GetString(await AskAsync(Encoding.UTF8.GetBytes(question), Expected.Length, cancellationToken));
        if (answer != Expected)
            throw new IOException($"it answers {answer.Trim()}");
    }
}
