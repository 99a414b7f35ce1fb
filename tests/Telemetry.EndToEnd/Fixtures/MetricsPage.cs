using Microsoft.Playwright;

namespace Telemetry.EndToEnd.Fixtures;

/// <summary>The metrics of the developer dashboard, as its user sees them: the numbers of the table beside the chart.</summary>
public sealed class MetricsPage(IPage page)
{
    // The longest run of all tests is shorter.
    private const int Minutes = 60;
    private const int Steps = 60;

    /// <summary>The newest value of each line; of an instrument that nobody has used nothing.</summary>
    public async Task<IReadOnlyDictionary<string, double>> LevelsAsync(string resource, string meter, string instrument, string by, string filter = "") =>
        (await LinesAsync(resource, meter, instrument, by, filter)).ToDictionary(line => line.Name, line => line.Last, StringComparer.Ordinal);

    /// <summary>How much a counter has counted within the last hour.</summary>
    public async Task<long> IncreaseAsync(string resource, string meter, string instrument) =>
        (long)Math.Round((await LinesAsync(resource, meter, instrument, by: "", filter: "")).Sum(line => line.Sum) * Minutes * 60 / Steps);

    private async Task<Line[]> LinesAsync(string resource, string meter, string instrument, string by, string filter)
    {
        await page.GotoAsync($"/metrics?resource={resource}&meter={meter}&instrument={instrument}&minutes={Minutes}&by={by}&{filter}");
        return await page.EvaluateAsync<Line[]>(
            """
            name => {
              const table = document.querySelector('.chart table');
              if (!table || document.querySelector('.chosen-instrument h2 bdi').textContent !== name) return [];
              const rows = [...table.querySelectorAll('tbody tr')].map(row => [...row.querySelectorAll('td')].map(cell => Number(cell.dataset.value ?? NaN)));
              return [...table.querySelectorAll('thead th.number')].map((line, i) => ({
                name: line.textContent.trim(),
                last: rows.at(-1)[i] || 0,
                sum: rows.reduce((sum, row) => sum + (row[i] || 0), 0),
              }));
            }
            """,
            instrument);
    }

    private sealed class Line
    {
        public string Name { get; set; } = "";

        public double Last { get; set; }

        public double Sum { get; set; }
    }
}
