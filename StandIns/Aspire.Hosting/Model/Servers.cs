namespace Aspire.Hosting.ApplicationModel;

/// <summary>A server of a Debian package, on one port, with one password.</summary>
public abstract class ServerResource : Resource, IResourceWithConnectionString, IResourceWithEndpoints, IResourceWithWaitSupport
{
    private protected ServerResource(string name, ParameterResource password)
        : base(name)
    {
        PasswordParameter = password;
        Annotations.Add(new EndpointAnnotation("tcp", "tcp", port: null));
        PrimaryEndpoint = new(this, "tcp");
    }

    /// <summary>Where it listens.</summary>
    public EndpointReference PrimaryEndpoint { get; }

    /// <summary>Its password; generated, and kept between runs.</summary>
    public ParameterResource PasswordParameter { get; }

    /// <inheritdoc/>
    public abstract ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default);
}

/// <summary>A PostgreSQL server.</summary>
public sealed class PostgresServerResource : ServerResource
{
    internal const string UserName = "postgres";

    internal PostgresServerResource(string name, ParameterResource password)
        : base(name, password)
    {
    }

    internal List<PostgresDatabaseResource> Databases { get; } = [];

    /// <inheritdoc/>
    public override ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) =>
        new($"Host={PrimaryEndpoint.Host};Port={PrimaryEndpoint.Port};Username={UserName};Password={PasswordParameter.Value}");
}

/// <summary>A database on a PostgreSQL server; it is created when the server is ready.</summary>
public sealed class PostgresDatabaseResource : Resource, IResourceWithConnectionString
{
    internal PostgresDatabaseResource(string name, string databaseName, PostgresServerResource parent)
        : base(name)
    {
        DatabaseName = databaseName;
        Parent = parent;
    }

    /// <summary>Its name on the server.</summary>
    public string DatabaseName { get; }

    /// <summary>The server.</summary>
    public PostgresServerResource Parent { get; }

    /// <inheritdoc/>
    public async ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) =>
        $"{await Parent.GetConnectionStringAsync(cancellationToken)};Database={DatabaseName}";
}

/// <summary>A Redis or Valkey server. It keeps nothing on disk.</summary>
public sealed class RedisResource : ServerResource
{
    internal RedisResource(string name, ParameterResource password)
        : base(name, password)
    {
    }

    /// <inheritdoc/>
    public override ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) =>
        new($"{PrimaryEndpoint.Host}:{PrimaryEndpoint.Port},password={PasswordParameter.Value}");
}

/// <summary>A RabbitMQ broker.</summary>
public sealed class RabbitMQServerResource : ServerResource
{
    // Created at the first start and, under this name, admitted from loopback only.
    internal const string UserName = "guest";

    internal RabbitMQServerResource(string name, ParameterResource password)
        : base(name, password)
    {
    }

    /// <inheritdoc/>
    public override ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) =>
        new($"amqp://{UserName}:{Uri.EscapeDataString(PasswordParameter.Value)}@{PrimaryEndpoint.Host}:{PrimaryEndpoint.Port}");
}
