using System.Reflection;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;

namespace Telemetry.Tests.Architecture;

/// <summary>Dependencies between namespaces and assemblies, which the compiler does not check.</summary>
public sealed class NamespaceTests
{
    private static readonly string[] Services = ["Gateway", "Ingestion", "Aggregation", "Notifications", "Dashboard"];

    private static readonly string[] SharedAssemblies = ["Telemetry.Contracts", "Telemetry.ServiceDefaults"];

    private static readonly string[] Assemblies =
        [.. Services, "ServiceDefaults", "Contracts", "AppHost", "Fleet", "Import", "Manifests"];

    /// <summary>Without cycles, a namespace can be understood and moved without its users.</summary>
    [Fact]
    public void Namespaces_have_no_cycle()
    {
        var uses = new ArchLoader().LoadAssemblies([.. Assemblies.Select(Load)]).Build().Types
            .SelectMany(type => type.Dependencies, (type, dependency) => (From: NamespaceOf(type), To: NamespaceOf(dependency.Target)))
            .Where(use => use.From != use.To && use.From.Length > 0 && use.To.Length > 0)
            .ToHashSet();

        // A namespace that uses no other one, or is used by none, is not part of a cycle.
        while (uses.RemoveWhere(use => uses.All(other => other.From != use.To) || uses.All(other => other.To != use.From)) > 0)
        {
        }

        Assert.True(uses.Count == 0, string.Join('\n', uses.Select(use => $"{use.From} uses {use.To}").Order()));
    }

    /// <summary>Services communicate over HTTP and messages; the records of both are in Contracts.</summary>
    [Fact]
    public void A_service_references_no_other_service()
    {
        var references = Services.SelectMany(
            service => Load(service).GetReferencedAssemblies(), (service, reference) => (service, reference.Name!))
            .Where(reference => reference.Item2.StartsWith("Telemetry.", StringComparison.Ordinal))
            .Where(reference => !SharedAssemblies.Contains(reference.Item2));

        Assert.Empty(references);
    }

    // "" for types outside the product and for type parameters, which report an unrelated namespace.
    private static string NamespaceOf(IType type) =>
        type is not GenericParameter && type.Namespace?.FullName is { } name && name.StartsWith("Telemetry.", StringComparison.Ordinal)
            ? name
            : "";

    private static Assembly Load(string name) => Assembly.Load(new AssemblyName($"Telemetry.{name}"));
}
