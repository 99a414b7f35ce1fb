using System.Reflection;
using System.Text.RegularExpressions;

namespace Telemetry.ServiceDefaults.Data;

/// <summary>One step of a schema's history, forward only.</summary>
/// <param name="Number">Its place in the order; never changes once released.</param>
/// <param name="Name">For people.</param>
/// <param name="Sql">One or more statements; they run in one transaction and name tables with their schema.</param>
public sealed partial record SchemaScript(int Number, string Name, string Sql)
{
    /// <summary>The embedded resources <c>0001_some_name.sql</c> of an assembly, in order; other <c>.sql</c> resources are not scripts.</summary>
    /// <exception cref="InvalidOperationException">Two scripts have one number.</exception>
    public static IReadOnlyList<SchemaScript> EmbeddedIn(Assembly assembly)
    {
        var scripts = new SortedDictionary<int, SchemaScript>();
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            if (ResourceName().Match(resource) is not { Success: true } match)
                continue;

            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var script = new SchemaScript(int.Parse(match.Groups["number"].Value), match.Groups["name"].Value, reader.ReadToEnd());
            if (!scripts.TryAdd(script.Number, script))
                throw new InvalidOperationException($"Two schema scripts have the number {script.Number} in {assembly.GetName().Name}.");
        }

        return [.. scripts.Values];
    }

    [GeneratedRegex(@"(^|\.)(?<number>[0-9]{4})_(?<name>[a-z0-9_]+)\.sql$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ResourceName();
}
