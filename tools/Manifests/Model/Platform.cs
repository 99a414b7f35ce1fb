namespace Telemetry.Manifests.Model;

/// <summary>
/// The manifest with evaluated expressions: workloads, their variables, and their calls. Servers are PostgreSQL, RabbitMQ and Redis.
/// </summary>
internal sealed record Platform(
    IReadOnlyList<Parameter> Parameters, IReadOnlyList<Deployed<Container>> Servers, IReadOnlyList<Deployed<Project>> Services)
{
    /// <summary>Evaluates the expressions. Throws <see cref="ManifestException"/> for one that refers to nothing.</summary>
    public static Platform Of(Manifest manifest)
    {
        var expressions = new Expressions(manifest);
        return new(
            [.. manifest.Resources.OfType<Parameter>()],
            [.. manifest.Resources.OfType<Container>().Select(expressions.Deploy)],
            [.. manifest.Resources.OfType<Project>().Select(expressions.Deploy)]);
    }

    /// <summary>The names of services and servers that call a workload.</summary>
    public IEnumerable<string> CallersOf(string name) =>
        Services.Where(service => service.Calls.Contains(name)).Select(service => service.Workload.Name);

    /// <summary>The port on which a workload is called.</summary>
    public int PortOf(string name) => Servers.Select(server => (Workload)server.Workload)
        .Concat(Services.Select(service => service.Workload))
        .Single(workload => workload.Name == name).Bindings[0].Port;
}

/// <summary>Calls are the names of the workloads that it connects to; databases are those on it.</summary>
internal sealed record Deployed<T>(
    T Workload,
    IReadOnlyList<Variable> Variables,
    IReadOnlyList<string> Arguments,
    IReadOnlyList<string> Calls,
    IReadOnlyList<string> Databases)
    where T : Workload
{
    /// <summary>
    /// The database that services expect. Throws <see cref="ManifestException"/> if they expect none or several: the server's image creates
    /// one.
    /// </summary>
    public string Database => Databases is [var one]
        ? one
        : throw new ManifestException($"{Workload.Name}: there must be one database on it, and there are {Databases.Count}");
}

/// <summary>Texts with parameters between them. Hosts are the workloads whose addresses it contains.</summary>
internal sealed record Variable(string Name, IReadOnlyList<Part> Parts, IReadOnlyList<string> Hosts)
{
    /// <summary>A variable without a host.</summary>
    public Variable(string name, params IReadOnlyList<Part> parts)
        : this(name, parts, [])
    {
    }

    /// <summary>The parameter that is the variable's whole value, or null.</summary>
    public Parameter? Alone => Parts is [{ Parameter: { } parameter }] ? parameter : null;
}

/// <summary>Either a literal text or a parameter.</summary>
internal sealed record Part(string? Text, Parameter? Parameter);
