namespace Telemetry.Manifests.Model;

internal abstract record Resource(string Name);

/// <summary>
/// A value that is set at deployment. A secret is in no file that others read. With a GeneratedLength the value is generated from letters
/// and digits.
/// </summary>
internal sealed record Parameter(string Name, bool Secret, string? Default, int? GeneratedLength) : Resource(Name)
{
    public string Variable => Name.ToUpperInvariant().Replace('-', '_');
}

/// <summary>A connection string of its own, such as that of a database on a server, with expressions.</summary>
internal sealed record Value(string Name, string ConnectionString) : Resource(Name);

/// <summary>A text with expressions, to be escaped for a URI.</summary>
internal sealed record UriEncoded(string Name, string Text) : Resource(Name);

/// <summary>
/// Something that runs. Variables are in their order; their values and the arguments have expressions. Bindings are its endpoints.
/// </summary>
internal abstract record Workload(
    string Name, IReadOnlyList<KeyValuePair<string, string>> Environment, IReadOnlyList<Binding> Bindings, IReadOnlyList<string> Arguments)
    : Resource(Name);

/// <summary>
/// A server with a third-party image. The connection string and the variables have expressions. The entry point and its arguments replace
/// the image's program, unless null. Volumes outlive the container.
/// </summary>
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

/// <summary>A .NET service with its project file.</summary>
internal sealed record Project(
    string Name,
    string Path,
    IReadOnlyList<KeyValuePair<string, string>> Environment,
    IReadOnlyList<Binding> Bindings,
    IReadOnlyList<string> Arguments)
    : Workload(Name, Environment, Bindings, Arguments);

/// <summary>
/// An endpoint of a workload. The scheme is http, tcp, or a server's own, as in an address. The ports are those outside and in the
/// container; null: the tool chooses. External endpoints are for clients outside.
/// </summary>
internal sealed record Binding(string Name, string Scheme, int? HostPort, int? TargetPort, bool External)
{
    /// <summary>The port in the container and within the deployment; .NET's default if the manifest has none.</summary>
    public int Port => TargetPort ?? 8080;
}
