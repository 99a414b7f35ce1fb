using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Engine;

/// <summary>
/// RabbitMQ of Debian's package. Its broker wants epmd, the Erlang port mapper, which it would start as a daemon for the whole
/// machine; so each broker gets one of its own (<see cref="PortMapper"/>), on its own port, that ends with it.
/// </summary>
internal sealed class RabbitMqServer(RabbitMQServerResource resource, PortMapper mapper, Ports ports, DataDirectories directories, Watchdog watchdog, ILogger log)
    : ServerWorkload(resource, directories, watchdog, log)
{
    // Past the wrapper in /usr/sbin, which insists on the service's user and directories.
    private const string Program = "/usr/lib/rabbitmq/bin/rabbitmq-server";

    // The mnesia directory is named after the node and its data are bound to the name.
    private const string Node = "telemetry@localhost";

    private static readonly byte[] s_protocolHeader = "AMQP\0\0\x09\x01"u8.ToArray();

    private readonly int _distributionPort = ports.Free();

    public override IReadOnlyList<string> After => [mapper.Name];

    public override TimeSpan StopWithin => TimeSpan.FromSeconds(30);

    protected override string UserName => "rabbitmq";

    protected override IReadOnlyCollection<string> ProgramNames => ["beam.smp", "erl_child_setup", "inet_gethost"];

    public override void Require(Programs programs)
    {
        if (!File.Exists(Program))
            throw Programs.Missing(Name, "rabbitmq-server", "rabbitmq-server");
    }

    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await base.PrepareAsync(cancellationToken);
        DataDirectories.WritePrivate(
            InDirectory("rabbitmq.conf"),
            $"""
            listeners.tcp.1 = 127.0.0.1:{Port}
            default_user = {RabbitMQServerResource.UserName}
            default_pass = {Password}
            log.console = true
            log.console.level = warning
            log.connection.level = error
            log.file = false
            vm_memory_high_watermark.relative = 0.3
            disk_free_limit.absolute = 200MB

            """,
            User);

        // No plugins: no management, which would listen on every address.
        DataDirectories.WritePrivate(InDirectory("enabled_plugins"), "[].\n", User);
    }

    public override ValueTask<CommandLine> CommandAsync(CancellationToken cancellationToken) => new(new CommandLine(Program, [], Directory)
    {
        User = User,
        Environment = new Dictionary<string, string>
        {
            ["HOME"] = Directory,
            ["RABBITMQ_NODENAME"] = Node,
            ["RABBITMQ_NODE_PORT"] = $"{Port}",
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_DIST_PORT"] = $"{_distributionPort}",
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
            ["RABBITMQ_MNESIA_BASE"] = InDirectory("mnesia"),
            ["RABBITMQ_LOG_BASE"] = InDirectory("log"),
            ["RABBITMQ_LOGS"] = "-",
            ["RABBITMQ_LOG"] = "warning,connection=error",
            ["RABBITMQ_PID_FILE"] = InDirectory("broker.pid"),
            ["RABBITMQ_CONFIG_FILE"] = InDirectory("rabbitmq.conf"),
            ["RABBITMQ_ADVANCED_CONFIG_FILE"] = InDirectory("advanced.config"),
            ["RABBITMQ_CONF_ENV_FILE"] = InDirectory("rabbitmq-env.conf"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = InDirectory("enabled_plugins"),
            ["ERL_EPMD_PORT"] = $"{mapper.Port}",
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",

            // The script then becomes the broker instead of staying before it, so that signals reach the broker.
            ["RUNNING_UNDER_SYSTEMD"] = "true",
        },
    });

    // A broker that has started answers with the frame Connection.Start (a method, 1). It would log each probe as a client that left
    // without a word; hence the level of connections above.
    public override async Task ProbeAsync(CancellationToken cancellationToken)
    {
        if ((await AskAsync(s_protocolHeader, 1, cancellationToken))[0] != 1)
            throw new IOException("it speaks no AMQP 0-9-1");
    }

    private string InDirectory(string name) => Path.Combine(Directory, name);
}
