using System.Reflection;
using ArchUnitNET.Fluent.Slices;
using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;

namespace Telemetry.Tests.Architecture;

/// <summary>The order among the parts of the product, which the compiler does not check.</summary>
public sealed class NamespaceTests
{
    private static readonly string[] Services = ["Gateway", "Ingestion", "Aggregation", "Notifications", "Dashboard"];

    private static readonly string[] SharedAssemblies = ["Telemetry.Contracts", "Telemetry.ServiceDefaults"];

    public static TheoryData<string> Assemblies => [.. Services, "ServiceDefaults", "Contracts", "AppHost", "Fleet", "Import", "Manifests"];

    /// <summary>A namespace can be understood, and moved, without those that use it.</summary>
    [Theory]
    [MemberData(nameof(Assemblies))]
    public void The_namespaces_of_an_assembly_have_no_cycle(string name)
    {
        var architecture = new ArchLoader().LoadAssembly(Load(name)).Build();

        var cycles = SliceRuleDefinition.Slices().Matching("Telemetry.(**)").Should().BeFreeOfCycles()
            .Evaluate(architecture)
            .Where(result => !result.Passed)
            .Select(result => result.Description);

        Assert.Equal("", string.Join('\n', cycles));
    }

    /// <summary>Services talk over HTTP and messages; the records of both are in Contracts.</summary>
    [Fact]
    public void A_service_references_no_other_service()
    {
        var references = Services.SelectMany(
            service => Load(service).GetReferencedAssemblies(), (service, reference) => (service, reference.Name!))
            .Where(reference => reference.Item2.StartsWith("Telemetry.", StringComparison.Ordinal))
            .Where(reference => !SharedAssemblies.Contains(reference.Item2));

        Assert.Empty(references);
    }

    private static Assembly Load(string name) => Assembly.Load(new AssemblyName($"Telemetry.{name}"));
}
