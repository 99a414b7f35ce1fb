namespace Telemetry.Manifests.Model;

internal abstract record Resource(string Name);

/// <summary>A value that is given when the application is deployed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Secret">It belongs into no file that others read.</param>
/// <param name="Default">Its value unless somebody sets another one.</param>
/// <param name="GeneratedLength">It is made up, so long, of letters and digits.</param>
internal sealed record Parameter(string Name, bool Secret, string? Default, int? GeneratedLength) : Resource(Name)
{
    /// <summary>The name of the environment variable that holds it.</summary>
    public string Variable => Name.ToUpperInvariant().Replace('-', '_');
}

/// <summary>A connection string of its own, as a database on a server has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ConnectionString">With holes.</param>
internal sealed record Value(string Name, string ConnectionString) : Resource(Name);

/// <summary>A text that is escaped for a URI.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">With holes.</param>
internal sealed record UriEncoded(string Name, string Text) : Resource(Name);

/// <summary>Something that runs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Environment">Variables in their order, with holes.</param>
/// <param name="Bindings">Where it listens.</param>
/// <param name="Arguments">Of its program, with holes.</param>
internal abstract record Workload(
    string Name, IReadOnlyList<KeyValuePair<string, string>> Environment, IReadOnlyList<Binding> Bindings, IReadOnlyList<string> Arguments)
    : Resource(Name);

/// <summary>A server from an image of others.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Image">Registry, repository and tag.</param>
/// <param name="ConnectionString">With holes.</param>
/// <param name="Environment">Variables in their order, with holes.</param>
/// <param name="Bindings">Where it listens.</param>
/// <param name="EntryPoint">A program instead of the image's own; null: the image's.</param>
/// <param name="Arguments">Of that program, with holes.</param>
/// <param name="Volumes">Directories whose content outlives it.</param>
internal sealed record Container(
    string Name,
    string Image,
    string? ConnectionString,
    IReadOnlyList<KeyValuePair<string, string>> Environment,
    IReadOnlyList<Binding> Bindings,
    string? EntryPoint,
    IReadOnlyList<string> Arguments,
    IReadOnlyList<string> Volumes)
    : Workload(Name, Environment, Bindings, Arguments);

/// <summary>A .NET service.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">Its project file.</param>
/// <param name="Environment">Variables in their order, with holes.</param>
/// <param name="Bindings">Where it listens.</param>
/// <param name="Arguments">Of its program, with holes.</param>
internal sealed record Project(
    string Name,
    string Path,
    IReadOnlyList<KeyValuePair<string, string>> Environment,
    IReadOnlyList<Binding> Bindings,
    IReadOnlyList<string> Arguments)
    : Workload(Name, Environment, Bindings, Arguments);

/// <summary>Where a workload listens.</summary>
/// <param name="Name">Its name within the workload.</param>
/// <param name="Scheme">http, tcp, or a server's own, as it begins an address.</param>
/// <param name="HostPort">The port outside; null: the tool chooses.</param>
/// <param name="TargetPort">The port in the container; null: the tool chooses.</param>
/// <param name="External">It is for clients outside.</param>
internal sealed record Binding(string Name, string Scheme, int? HostPort, int? TargetPort, bool External)
{
    /// <summary>The port in the container and within the deployment: .NET's own where the manifest leaves it open.</summary>
    public int Port => TargetPort ?? 8080;
}
