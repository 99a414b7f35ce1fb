namespace Telemetry.AppHost.Servers;

/// <summary>
/// Without a container engine, runs PostgreSQL, RabbitMQ and Redis as processes of this machine's packages, as RunAsContainer and
/// RunAsEmulator replace a resource in run mode. The model and its manifest stay Aspire's own.
/// </summary>
internal static class ProcessServers
{
    private const string PostgresVersions = "/usr/lib/postgresql";

    /// <summary>Debian's <c>postgresql</c>: the version that created the data or, without data, the newest installed one.</summary>
    public static IResourceBuilder<PostgresServerResource> RunAsProcess(this IResourceBuilder<PostgresServerResource> server) =>
        server.RunAsProcess(new("postgresql", Installations(), "PGPORT", """
            pg=$(dirname "$PROGRAM")
            if [ -e data/PG_VERSION ]; then version=$(cat data/PG_VERSION); pg=${pg%/*/bin}/$version/bin; fi
            if [ ! -x "$pg/postgres" ]; then
                echo "The data in $PWD/data are of PostgreSQL $version. Install it with: apt-get install postgresql-$version" >&2
                exit 1
            fi
            if [ ! -e data/PG_VERSION ]; then
                rm -rf part
                "$pg/initdb" -D part -U "$POSTGRES_USER" -A scram-sha-256 --pwfile=<(printf %s "$POSTGRES_PASSWORD") \
                    -E UTF8 --locale=C.UTF-8 >/dev/null
                mv part data
            fi
            run INT "$pg/postgres" -D data -p "$PGPORT" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
                -c max_connections=200 -c log_timezone=UTC
            """));

    /// <summary>Debian's <c>redis-server</c> or <c>valkey-server</c>.</summary>
    public static IResourceBuilder<RedisResource> RunAsProcess(this IResourceBuilder<RedisResource> server) =>
        server.RunAsProcess(new("redis-server", [("redis-server", "redis"), ("valkey-server", "valkey")], "REDIS_PORT", """
            printf 'bind 127.0.0.1\nport %s\nrequirepass "%s"\nsave ""\nappendonly no\nloglevel warning\n' \
                "$REDIS_PORT" "$REDIS_PASSWORD" >redis.conf
            run TERM "$PROGRAM" redis.conf
            """));

    /// <summary>Debian's <c>rabbitmq-server</c>, with its own port mapper (epmd).</summary>
    public static IResourceBuilder<RabbitMQServerResource> RunAsProcess(this IResourceBuilder<RabbitMQServerResource> server) =>
        server.RunAsProcess(
            new("rabbitmq-server", [("/usr/lib/rabbitmq/bin/rabbitmq-server", "rabbitmq")], "RABBITMQ_NODE_PORT", """
                export HOME=$PWD RUNNING_UNDER_SYSTEMD=true RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 ERL_EPMD_ADDRESS=127.0.0.1 RABBITMQ_LOGS=-
                export RABBITMQ_LOG=warning,connection=error RABBITMQ_MNESIA_BASE=$PWD/mnesia RABBITMQ_LOG_BASE=$PWD/log
                export RABBITMQ_PID_FILE=$PWD/broker.pid RABBITMQ_ENABLED_PLUGINS_FILE=$PWD/plugins
                export RABBITMQ_CONFIG_FILE=$PWD/rabbitmq.conf RABBITMQ_ADVANCED_CONFIG_FILE=$PWD/none RABBITMQ_CONF_ENV_FILE=$PWD/none
                export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1}'
                printf 'vm_memory_high_watermark.relative = 0.3\ndisk_free_limit.absolute = 200MB\n' >rabbitmq.conf
                printf '[].\n' >plugins
                beside epmd -port "$ERL_EPMD_PORT" -address 127.0.0.1
                run TERM "$PROGRAM"
                """),
            process => process
                .WithEndpoint(name: "epmd", env: "ERL_EPMD_PORT", isProxied: false)
                .WithEndpoint(name: "distribution", env: "RABBITMQ_DIST_PORT", isProxied: false)

                // The data are in a directory of this name; WithDataVolume sets a fixed one.
                .WithEnvironment(context => context.EnvironmentVariables.TryAdd("RABBITMQ_NODENAME", $"{server.Resource.Name}@localhost")));

    private static IResourceBuilder<T> RunAsProcess<T>(
        this IResourceBuilder<T> server, ServerProgram program, Action<IResourceBuilder<ExecutableResource>>? configure = null)
        where T : ContainerResource, IResourceWithConnectionString
    {
        var builder = server.ApplicationBuilder;
        if (builder.ExecutionContext.IsPublishMode || !builder.RunsServersAsProcesses())
            return server;

        // The orchestrator makes a container of each resource that has an image.
        server.Resource.Annotations.OfType<ContainerImageAnnotation>().ToList().ForEach(image => server.Resource.Annotations.Remove(image));
        server.WithInitialState(new CustomResourceSnapshot
        {
            ResourceType = typeof(T).Name.Replace("Resource", "", StringComparison.Ordinal),
            Properties = [],
        });

        var (path, user) = program.Find(server.Resource.Name);
        var directory = ServerDirectory.Of(server.Resource, builder, user);
        var command = program.Command(path, directory);
        var process = builder.AddExecutable($"{server.Resource.Name}-process", command[0], directory.Path, [.. command.Skip(1)])
            .WithParentRelationship(server)
            .WithRestart();
        ShareEndpoint(server, process, program.PortVariable);
        foreach (var environment in server.Resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
            process.WithAnnotation(environment);
        configure?.Invoke(process);

        // Also before a restart after a crash: a temporary directory is removed with the process.
        process.OnBeforeResourceStarted((_, _, _) =>
        {
            directory.Create();
            return Task.CompletedTask;
        });
        server.FollowProcess(process.Resource);
        return server;
    }

    private static List<(string Program, string User)> Installations() =>
        [.. from directory in Directory.Exists(PostgresVersions) ? Directory.GetDirectories(PostgresVersions) : []
            orderby int.TryParse(Path.GetFileName(directory), out var version) ? version : 0 descending
            select (Path.Combine(directory, "bin", "postgres"), "postgres")];

    // One shared endpoint object, so that the port that the process gets is the one in the server's connection string.
    private static void ShareEndpoint<T>(IResourceBuilder<T> server, IResourceBuilder<ExecutableResource> process, string variable)
        where T : ContainerResource, IResourceWithConnectionString
    {
        server.WithEndpoint("tcp", endpoint =>
        {
            (endpoint.IsProxied, endpoint.TargetHost) = (false, "127.0.0.1");
            (endpoint.Port, endpoint.TargetPort) = (null, null);
        });
        process.WithAnnotation(server.Resource.Annotations.OfType<EndpointAnnotation>().Single(endpoint => endpoint.Name == "tcp"));
        process.WithEnvironment(variable, process.GetEndpoint("tcp").Property(EndpointProperty.TargetPort));
    }
}
