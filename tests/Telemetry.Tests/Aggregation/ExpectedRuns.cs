namespace Telemetry.Tests.Aggregation;

/// <summary>
/// Recomputes the rollups of runs from the stored runs, each by its definition. Rows have the format
/// of <see cref="AggregationApp.RowsAsync"/>.
/// </summary>
public sealed class ExpectedRuns
{
    private readonly List<Run> _runs = [];

    private ExpectedRuns()
    {
    }

    public static async Task<ExpectedRuns> OfAsync(AggregationApp app)
    {
        var expected = new ExpectedRuns();
        await using var command = app.Database.CreateCommand(
            """
            select (created_at at time zone 'UTC')::date::text, repo, slug, app, type, os_type, status, exit_code, category, pattern,
              method, pve_version,
              gpu_vendor, gpu_passthrough, arch, install_duration, core_count, ram_size, disk_size,
              date_trunc('hour', created_at, 'UTC')::text
            from analytics.runs
            """);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            string Text(int column) => reader.GetString(column);
            int? Number(int column) => reader.IsDBNull(column) ? null : reader.GetInt32(column);
            expected._runs.Add(new(
                new(Text(0), Text(1), Text(2)), Text(3), Text(4), Text(5), Text(6), Number(7), Text(8), Text(9), Text(10), Text(11),
                Text(12), Text(13), Text(14),
                Number(15), Number(16), Number(17), Number(18), Text(19)));
        }

        return expected;
    }

    public int Count => _runs.Count;

    public IReadOnlyList<string> Days() => Rows(
        from run in _runs
        group run by run.Cell into cell
        let durations = cell.Where(run => run is { Status: "success", Duration: > 0 }).ToList()
        let cores = cell.Where(run => run.Cores > 0).ToList()
        let ram = cell.Where(run => run.Ram > 0).ToList()
        let disk = cell.Where(run => run.Disk > 0).ToList()
        select Row(
            cell.Key, cell.Count(), cell.Count(
                run => run.Status is "installing" or "validation" or "configuring"), Of(cell, "success"), Of(cell, "failed"),
            Of(cell, "aborted"), Of(cell, "unknown"), durations.Sum(run => run.Duration), durations.Count, cores.Sum(run => run.Cores),
            cores.Count,
            ram.Sum(run => run.Ram), ram.Count, disk.Sum(run => run.Disk), disk.Count));

    public IReadOnlyList<string> ScriptDays() => Rows(
        from run in _runs
        group run by (run.Cell, run.App, run.Type, run.Os) into cell
        select Row(
            cell.Key.Cell, cell.Key.App, cell.Key.Type, cell.Key.Os, cell.Count(), Of(cell, "installing"), Of(cell, "validation"),
            Of(cell, "configuring"),
            Of(cell, "success"), Of(cell, "failed"), Of(cell, "aborted"), Of(cell, "unknown")));

    public IReadOnlyList<string> ScriptHours() => Rows(
        from run in _runs
        where run.Status is "success" or "failed"
        group run by (run.Hour, run.App) into cell
        select Row(cell.Key.Hour, cell.Key.App, Of(cell, "success"), Of(cell, "failed")));

    public IReadOnlyList<string> ValueDays() => Rows(
        from run in _runs
        from value in new[]
        {
            ("method", run.Method), ("pve_version", run.PveVersion), ("arch", run.Architecture),
            ("gpu", run.GpuVendor.Length > 0 ? $"{run.GpuVendor}\u001f{run.GpuPassthrough}" : ""),
        }
        where value.Item2.Length > 0
        group run by (run.Cell, value) into cell
        select Row(cell.Key.Cell, cell.Key.value.Item1, cell.Key.value.Item2, cell.Count()));

    public IReadOnlyList<string> FailureDays() => Rows(
        from run in _runs
        where run.Status is "failed" or "aborted"
        from value in new[] { ("exit_code", $"{run.ExitCode}"), ("category", run.Category), ("pattern", run.Pattern) }
        where value.Item2.Length > 0
        group run by (run.Cell, value, run.App, run.Type) into cell
        select Row(
            cell.Key.Cell, cell.Key.value.Item1, cell.Key.value.Item2, cell.Key.App, cell.Key.Type, Of(cell, "failed"),
            Of(cell, "aborted")));

    public IReadOnlyList<string> Totals() => Rows(
        from run in _runs
        group run by (run.Cell.Repo, run.Cell.Slug) into cell
        select Row(cell.Key.Repo, cell.Key.Slug, cell.Count()));

    /// <summary>Compares all rollups with the database.</summary>
    public async Task AssertAsync(AggregationApp app)
    {
        const string Cell = "day::text, repo, slug";
        Assert.Equal(Days(), await app.RowsAsync(
            $"""
            select {Cell}, runs, installing, success, failed, aborted, unknown, duration_sum, duration_count, cores_sum, cores_count,
            ram_sum, ram_count, disk_sum, disk_count
            from analytics.run_days
            where runs <> 0
            """));
        Assert.Equal(ScriptDays(), await app.RowsAsync(
            $"""
            select {Cell}, app, type, os, runs, installing, validation, configuring, success, failed, aborted, unknown
            from analytics.run_script_days
            where runs <> 0
            """));
        Assert.Equal(ScriptHours(), await app.RowsAsync(
            "select hour::text, app, success, failed from analytics.run_script_hours where (success, failed) <> (0, 0)"));
        Assert.Equal(ValueDays(), await app.RowsAsync($"select {Cell}, kind, value, runs from analytics.run_value_days where runs <> 0"));
        Assert.Equal(FailureDays(), await app.RowsAsync(
            $"select {Cell}, kind, value, app, type, failed, aborted from analytics.run_failure_days where failed <> 0 or aborted <> 0"));
        Assert.Equal(Totals(), await app.RowsAsync("select repo, slug, runs from analytics.run_totals where runs <> 0"));
        Assert.Equal("0", Assert.Single(await app.RowsAsync(
            """
            select count(*)
            from analytics.run_days
            where runs = 0 and (installing, success, failed, aborted, unknown, duration_sum, duration_count, cores_sum, cores_count,
            ram_sum, ram_count, disk_sum, disk_count) <> (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
            """)));
    }

    private static int Of(IEnumerable<Run> runs, string status) => runs.Count(run => run.Status == status);

    private static string Row(params object?[] columns) => string.Join(" | ", columns);

    private static List<string> Rows(IEnumerable<string> rows)
    {
        var sorted = rows.ToList();
        sorted.Sort(StringComparer.Ordinal);
        return sorted;
    }

    private readonly record struct Cell(string Day, string Repo, string Slug)
    {
        public override string ToString() => $"{Day} | {Repo} | {Slug}";
    }

    private sealed record Run(
        Cell Cell, string App, string Type, string Os, string Status, int? ExitCode, string Category, string Pattern, string Method,
        string PveVersion,
        string GpuVendor, string GpuPassthrough, string Architecture, int? Duration, int? Cores, int? Ram, int? Disk, string Hour);
}
