using System.Text.RegularExpressions;

namespace Telemetry.Manifests.Model;

/// <summary>
/// Evaluates a manifest's expressions: <c>{postgres.bindings.tcp.host}</c>, <c>{telemetry.connectionString}</c>,
/// <c>{admin-password.value}</c>.
/// </summary>
internal sealed partial class Expressions(Manifest manifest)
{
    private const int Deepest = 8;

    private readonly Dictionary<string, Resource> _resources = manifest.Resources.ToDictionary(resource => resource.Name);

    public Deployed<T> Deploy<T>(T workload)
        where T : Workload
    {
        Variable[] variables = [.. workload.Environment.Select(variable => Fill(workload.Name, variable.Key, variable.Value))];
        var calls = variables.SelectMany(variable => variable.Hosts)
            .Where(host => host != workload.Name)
            .Distinct()
            .Order(StringComparer.Ordinal);
        var arguments = workload.Arguments.Select(argument => FillArgument(workload.Name, argument));
        return new(workload, variables, [.. arguments], [.. calls], [.. DatabasesOn(workload.Name)]);
    }

    // Arguments are visible to every user of a machine.
    private string FillArgument(string owner, string text) => Fill(owner, "args", text).Parts switch
    {
        [] => "",
        [{ Text: { } filled }] => filled,
        _ => throw new ManifestException($"{owner}: the argument {text} holds a parameter: hand it over in a variable"),
    };

    // value.v0 "{postgres.connectionString};Database=telemetry"
    private IEnumerable<string> DatabasesOn(string server) => manifest.Resources.OfType<Value>()
        .Where(value => value.ConnectionString.StartsWith($"{{{server}.connectionString}};Database=", StringComparison.Ordinal))
        .Select(value => value.ConnectionString.Split("Database=")[1]);

    private Variable Fill(string owner, string name, string text)
    {
        var parts = new List<Part>();
        var hosts = new SortedSet<string>(StringComparer.Ordinal);
        Append(parts, owner, text, hosts, depth: 0);
        return new(name, parts, [.. hosts]);
    }

    private void Append(List<Part> parts, string owner, string text, SortedSet<string> hosts, int depth)
    {
        if (depth > Deepest)
            throw new ManifestException($"{owner}: the value {text} refers to itself");

        var end = 0;
        foreach (Match hole in Hole().Matches(text))
        {
            AppendText(parts, text[end..hole.Index]);
            end = hole.Index + hole.Length;
            AppendHole(parts, owner, hole.Groups["path"].Value, hosts, depth);
        }

        AppendText(parts, text[end..]);
    }

    private void AppendHole(List<Part> parts, string owner, string path, SortedSet<string> hosts, int depth)
    {
        var segments = path.Split('.');
        switch (_resources.GetValueOrDefault(segments[0]), segments[1..])
        {
            case (Parameter parameter, ["value"] or ["connectionString"]):
                parts.Add(new(null, parameter));
                break;

            // A generated password is letters and digits; OutputFile refuses another one that would have to be escaped.
            case (UriEncoded encoded, ["value"]):
                Append(parts, owner, encoded.Text, hosts, depth + 1);
                break;
            case (Value value, ["connectionString"]):
                Append(parts, owner, value.ConnectionString, hosts, depth + 1);
                break;
            case (Container { ConnectionString: { } connection }, ["connectionString"]):
                Append(parts, owner, connection, hosts, depth + 1);
                break;
            case (Workload workload, ["bindings", var name, var property])
                when workload.Bindings.FirstOrDefault(b => b.Name == name) is { } binding:
                hosts.Add(workload.Name);
                AppendText(parts, Property(workload, binding, property) ?? throw Nowhere(owner, path));
                break;
            default:
                throw Nowhere(owner, path);
        }
    }

    private static string? Property(Workload workload, Binding binding, string property) => property switch
    {
        "host" => workload.Name,
        "port" or "targetPort" => $"{binding.Port}",
        "url" => $"{binding.Scheme}://{workload.Name}:{binding.Port}",
        "scheme" => binding.Scheme,
        _ => null,
    };

    private static ManifestException Nowhere(string owner, string path) => new($"{owner}: {{{path}}} leads nowhere");

    private static void AppendText(List<Part> parts, string text)
    {
        // A literal brace is doubled.
        text = text.Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal);
        if (text.Length == 0)
            return;
        if (parts is [.., { Text: { } before }])
            parts[^1] = new(before + text, null);
        else
            parts.Add(new(text, null));
    }

    [GeneratedRegex(
        @"(?<!\{)\{(?<path>[A-Za-z][\w.-]*)\}",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hole();
}
