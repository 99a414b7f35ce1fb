namespace Telemetry.Manifests.Model;

/// <summary>The manifest with evaluated expressions: workloads, their variables, and their calls.</summary>
/// <param name="Parameters">In the manifest's order.</param>
/// <param name="Servers">PostgreSQL, RabbitMQ, Redis.</param>
/// <param name="Services">Ours.</param>
internal sealed record Platform(
    IReadOnlyList<Parameter> Parameters, IReadOnlyList<Deployed<Container>> Servers, IReadOnlyList<Deployed<Project>> Services)
{
    /// <summary>Fills the holes.</summary>
    /// <exception cref="ManifestException">One leads nowhere.</exception>
    public static Platform Of(Manifest manifest)
    {
        var expressions = new Expressions(manifest);
        return new(
            [.. manifest.Resources.OfType<Parameter>()],
            [.. manifest.Resources.OfType<Container>().Select(expressions.Deploy)],
            [.. manifest.Resources.OfType<Project>().Select(expressions.Deploy)]);
    }

    /// <summary>The services and servers that a workload is called by.</summary>
    public IEnumerable<string> CallersOf(string name) =>
        Services.Where(service => service.Calls.Contains(name)).Select(service => service.Workload.Name);

    /// <summary>The port that a workload is called on.</summary>
    public int PortOf(string name) => Servers.Select(server => (Workload)server.Workload)
        .Concat(Services.Select(service => service.Workload))
        .Single(workload => workload.Name == name).Bindings[0].Port;
}

/// <summary>A workload with its variables.</summary>
/// <param name="Workload">What runs.</param>
/// <param name="Variables">Its environment, in order.</param>
/// <param name="Arguments">Of its program.</param>
/// <param name="Calls">The names of the workloads that it talks to.</param>
/// <param name="Databases">Names of the databases on it.</param>
internal sealed record Deployed<T>(
    T Workload,
    IReadOnlyList<Variable> Variables,
    IReadOnlyList<string> Arguments,
    IReadOnlyList<string> Calls,
    IReadOnlyList<string> Databases)
    where T : Workload
{
    /// <summary>The database that services expect on it.</summary>
    /// <exception cref="ManifestException">They expect none, or several: the server's image makes one.</exception>
    public string Database => Databases is [var one]
        ? one
        : throw new ManifestException($"{Workload.Name}: there must be one database on it, and there are {Databases.Count}");
}

/// <param name="Name">Its name.</param>
/// <param name="Parts">Texts, and parameters between them.</param>
/// <param name="Hosts">The workloads that it has an address of.</param>
internal sealed record Variable(string Name, IReadOnlyList<Part> Parts, IReadOnlyList<string> Hosts)
{
    /// <summary>One that is the same wherever it is.</summary>
    public Variable(string name, params IReadOnlyList<Part> parts)
        : this(name, parts, [])
    {
    }

    /// <summary>The parameter that it holds and nothing else; null if there is more to it.</summary>
    public Parameter? Alone => Parts is [{ Parameter: { } parameter }] ? parameter : null;
}

/// <summary>A part of a variable's value.</summary>
/// <param name="Text">As it is; null for a parameter.</param>
/// <param name="Parameter">Its value stands here.</param>
internal sealed record Part(string? Text, Parameter? Parameter);
