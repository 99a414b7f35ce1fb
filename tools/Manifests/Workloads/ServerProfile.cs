using Telemetry.Manifests.Model;

namespace Telemetry.Manifests.Workloads;

/// <summary>Properties of a server with a third-party image that the manifest lacks.</summary>
internal sealed record ServerProfile
{
    /// <summary>The user of the image.</summary>
    public const int User = 999;

    /// <summary>The directory of the data.</summary>
    public required string Data { get; init; }

    /// <summary>The initial size of the volume; null: data are deleted with the pod.</summary>
    public string? Storage { get; init; }

    public required Size Size { get; init; }

    /// <summary>A command that succeeds while the server runs.</summary>
    public required IReadOnlyList<string> Alive { get; init; }

    /// <summary>A command that succeeds while the server accepts connections.</summary>
    public required IReadOnlyList<string> Ready { get; init; }

    /// <summary>In seconds; checks are not more frequent, since some start a virtual machine.</summary>
    public int CheckSeconds { get; init; } = 10;

    /// <summary>The time to stop, in seconds.</summary>
    public int StopSeconds { get; init; } = 60;

    /// <summary>Nodes of its cluster in Kubernetes.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>Ports between the nodes.</summary>
    public IReadOnlyList<int> NodePorts { get; init; } = [];

    /// <summary>Other writable directories, whose content is not kept.</summary>
    public IReadOnlyList<string> Scratch { get; init; } = ["/tmp"];

    /// <summary>A shell command instead of the image's own.</summary>
    public string? Command { get; init; }

    /// <summary>Arguments of the image's own command.</summary>
    public IReadOnlyList<string>? Arguments { get; init; }

    /// <summary>Lines of its own configuration, for a single server and for a cluster's node; null: none.</summary>
    public string? Configuration { get; init; }

    /// <summary>The size of <c>/dev/shm</c>; null: a container's default, 64 MiB.</summary>
    public string? SharedMemory { get; init; }

    /// <summary>Variables besides the manifest's.</summary>
    public IReadOnlyList<Variable> Variables { get; init; } = [];

    /// <summary>
    /// By the server's image; the model determines its version and data directory. Throws <see cref="ManifestException"/> for an unknown
    /// image.
    /// </summary>
    public static ServerProfile Of(Deployed<Container> server) => Image(server.Workload) switch
    {
        "postgres" => Postgres(server),
        "rabbitmq" => RabbitMq(server),
        "redis" => Redis(server),
        var image => throw new ManifestException($"{server.Workload.Name}: nothing is known about the image {image}"),
    };

    public static bool IsPostgres(Container server) => Image(server) == "postgres";

    public static bool IsRabbitMq(Container server) => Image(server) == "rabbitmq";

    private static string Image(Container server) => server.Image.Split('/')[^1].Split(':', '@')[0];

    private static ServerProfile Postgres(Deployed<Container> server) => new()
    {
        Data = VolumeOf(server),
        Storage = "50Gi",
        Size = new("500m", "4", "1Gi", "2Gi"),

        // By TCP: during its setup a new server responds on its socket only.
        Alive = ["pg_isready", "--host=127.0.0.1", "--username=postgres", $"--dbname={server.Database}"],
        Ready = ["pg_isready", "--host=127.0.0.1", "--username=postgres", $"--dbname={server.Database}"],
        Scratch = ["/tmp", "/var/run/postgresql"],

        // Below the volume, whose own directory belongs to root and may contain lost+found. The path is the same in each major version,
        // unlike the image's (/var/lib/postgresql/18/docker): PostgreSQL ends with an error on another version's data, instead of beginning
        // anew beside them.
        Variables = [Text("POSTGRES_DB", server.Database), Text("PGDATA", $"{VolumeOf(server)}/pgdata")],

        // The pools of all pods together, also while one of each is replaced: 7 x 20 (Ingestion, at most six), 3 x 40 (Aggregation), 3 x 10
        // (Notifications); and room for backups and people.
        Arguments = [.. ArgumentsOfImage(server), "-c", "max_connections=500", "-c", "shared_buffers=512MB"],

        // Parallel queries exchange their rows there.
        SharedMemory = "256Mi",
    };

    private static ServerProfile RabbitMq(Deployed<Container> server) => new()
    {
        Data = VolumeOf(server),
        Storage = "10Gi",
        Size = new("250m", "2", "512Mi", "1Gi"),
        Alive = ["rabbitmq-diagnostics", "-q", "ping"],
        Ready = ["rabbitmq-diagnostics", "-q", "check_port_connectivity"],
        CheckSeconds = 30,
        StopSeconds = 150,

        // Quorum queues keep confirmed messages while two of three nodes run.
        Nodes = 3,
        NodePorts = [4369, 25672],
        Scratch = ["/tmp", "/var/log/rabbitmq"],
        Arguments = ArgumentsOfImage(server) is { Count: > 0 } arguments ? arguments : null,

        // The newest messages of quorum queues are in memory until their log has this size, and RabbitMQ recommends three times as much
        // memory. Its default of 512 MiB would be more than all that it may use here (60 % of the limit), and it would block all
        // publishers.
        Configuration =
            """
            raft.wal_max_size_bytes = 134217728

            """,
    };

    private static ServerProfile Redis(Deployed<Container> server) => new()
    {
        Data = server.Workload.Volumes is []
            ? "/data"
            : throw new ManifestException($"{server.Workload.Name}: what it keeps must not outlive it, and it has a volume"),
        Size = new("50m", "1", "128Mi", "320Mi"),
        Alive = ["sh", "-c", "redis-cli ping | grep -q PONG"],
        Ready = ["sh", "-c", "redis-cli ping | grep -q PONG"],

        // Cached responses: the oldest are evicted when the memory is full. Nothing may be on disk, and there is no volume: a server
        // restored with an older stamp would make outdated responses valid (Aggregation/Cache/DataStamp.cs).
        Command = $"exec {ShellCommandOf(server)} --maxmemory 192mb --maxmemory-policy allkeys-lru --save ''",
        Variables = [new("REDISCLI_AUTH", Password(server))],
    };

    private static string VolumeOf(Deployed<Container> server) => server.Workload.Volumes is [var one]
        ? one
        : throw new ManifestException(
            $"{server.Workload.Name}: there must be one volume for its data, and there are {server.Workload.Volumes.Count}");

    private static IReadOnlyList<string> ArgumentsOfImage(Deployed<Container> server) => server.Workload.EntryPoint is null
        ? server.Arguments
        : throw new ManifestException(
            $"{server.Workload.Name}: it is known how to run its image with the image's own program, " +
            $"not with {server.Workload.EntryPoint}");

    private static string ShellCommandOf(Deployed<Container> server) => (server.Workload.EntryPoint, server.Arguments) switch
    {
        ("/bin/sh", ["-c", var command]) => command,
        var (program, arguments) => throw new ManifestException(
            $"{server.Workload.Name}: it is known how to run it by a shell command, not by {string.Join(' ', [program, .. arguments])}"),
    };

    private static IReadOnlyList<Part> Password(Deployed<Container> server) =>
        server.Variables.FirstOrDefault(variable => variable.Name == "REDIS_PASSWORD")?.Parts
        ?? throw new ManifestException($"{server.Workload.Name}: has no REDIS_PASSWORD");

    private static Variable Text(string name, string value) => new(name, [new(value, null)]);
}
