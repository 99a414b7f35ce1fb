using System.Runtime.CompilerServices;

namespace Telemetry.Tests.Documentation;

/// <summary>A row of the table of instruments in docs/metrics.md.</summary>
/// <param name="Name">For example <c>telemetry.ingestion.accepted</c>.</param>
/// <param name="Unit">UCUM.</param>
/// <param name="Attributes">The keys of its attributes.</param>
public sealed record MetricsRow(string Name, string Unit, IReadOnlyList<string> Attributes);

/// <summary>The table of instruments in docs/metrics.md.</summary>
public static class MetricsTable
{
    public static IReadOnlyList<MetricsRow> Rows { get; } =
    [
        .. File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/metrics.md"))
            .Split("\n## ").Single(section => section.StartsWith("Instruments\n", StringComparison.Ordinal)).Split('\n')
            .Where(line => line.StartsWith("| `telemetry.", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => new MetricsRow(
                cells[1].Trim('`'),
                cells[2],
                [.. cells[3].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    .Select(key => key.Trim('`'))])),
    ];

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
