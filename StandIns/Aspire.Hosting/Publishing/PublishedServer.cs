using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

/// <summary>A server as the container that the package publishes.</summary>
/// <param name="Name">The resource's name.</param>
/// <param name="Image">The package's image and tag.</param>
/// <param name="Port">Where it listens in its container.</param>
/// <param name="ConnectionString">With holes.</param>
/// <param name="Environment">With holes.</param>
/// <param name="Volume">Where its data are, if the model keeps them.</param>
/// <param name="Command">Instead of the image's own.</param>
internal sealed record PublishedServer(
    string Name, string Image, int Port, string ConnectionString, IReadOnlyDictionary<string, string> Environment, string? Volume, IReadOnlyList<string> Command)
{
    public static PublishedServer Of(ServerResource server)
    {
        var (host, port) = (server.PrimaryEndpoint.Expression("host"), server.PrimaryEndpoint.Expression("port"));
        var password = ManifestWriter.Text(server.PasswordParameter);
        return server switch
        {
            PostgresServerResource => new(
                server.Name,
                "docker.io/library/postgres:17.6",
                5432,
                $"Host={host};Port={port};Username={PostgresServerResource.UserName};Password={password}",
                new Dictionary<string, string>
                {
                    ["POSTGRES_HOST_AUTH_METHOD"] = "scram-sha-256",
                    ["POSTGRES_INITDB_ARGS"] = "--auth-host=scram-sha-256 --auth-local=scram-sha-256",
                    ["POSTGRES_USER"] = PostgresServerResource.UserName,
                    ["POSTGRES_PASSWORD"] = password,
                },
                server.IsPersistent() ? "/var/lib/postgresql/data" : null,
                []),
            RabbitMQServerResource => new(
                server.Name,
                "docker.io/library/rabbitmq:4.1",
                5672,
                $"amqp://{RabbitMQServerResource.UserName}:{password}@{host}:{port}",
                new Dictionary<string, string>
                {
                    ["RABBITMQ_DEFAULT_USER"] = RabbitMQServerResource.UserName,
                    ["RABBITMQ_DEFAULT_PASS"] = password,
                },
                server.IsPersistent() ? "/var/lib/rabbitmq" : null,
                []),
            RedisResource => new(
                server.Name,
                "docker.io/library/redis:8.2",
                6379,
                $"{host}:{port},password={password}",
                new Dictionary<string, string> { ["REDIS_PASSWORD"] = password },
                null,
                ["/bin/sh", "-c", "redis-server --requirepass $REDIS_PASSWORD"]),
            _ => throw new DistributedApplicationException($"{server.Name}: the stand-in cannot publish a {server.GetType().Name}."),
        };
    }
}
