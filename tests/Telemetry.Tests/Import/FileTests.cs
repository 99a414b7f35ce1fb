using System.Globalization;
using CsvHelper;
using Telemetry.Import.Sources;

namespace Telemetry.Tests.Import;

[Collection(Servers.Collection)]
public sealed class FileTests(Servers servers) : ImportTest(servers)
{
    private static readonly string[] Columns =
    [
        "random_id", "nsapp", "type", "status", "exit_code", "error", "method", "has_arm", "created", "updated",
    ];

    // Values with characters that have a meaning in one of the formats.
    private static readonly string[] Hostile =
    [
        "a,b", "say \"no\"", "\"quoted\"", "two\nlines", "two\r\nlines", "tab\there", "=1+1", "+1", "-1", "@x", "'=1", "'",
        "ends with \\", "日本 ☃ 🚀",
        "{\"s\":1}", "<script>", "semi;colon", "pipe|d", "  spaces  ", "null", "\\N", "\\u0041",
    ];

    [Fact]
    public async Task Hostile_values_survive_in_both_formats_and_both_give_the_same_runs()
    {
        var records = Hostile.Select((text, number) => new Dictionary<string, object>
        {
            ["random_id"] = $"r{number}", ["nsapp"] = "app", ["type"] = "lxc", ["status"] = "failed", ["exit_code"] = number,
            ["error"] = text, ["method"] = "default", ["has_arm"] = number % 2 == 0,
            ["created"] = $"{Now.AddDays(-number - 1).UtcDateTime:yyyy-MM-dd HH:mm:ss}.000Z",
            ["updated"] = $"{Now.AddDays(-number - 1).AddMinutes(1).UtcDateTime:yyyy-MM-dd HH:mm:ss}.000Z",
        }).ToList();
        var ndjson = FileWith("records.ndjson", string.Join("\r\n", records.Select(record => JsonSerializer.Serialize(record))));
        var csv = Csv(
            "records.csv",
            records.Select(record => Columns.Select(column => Convert.ToString(record[column], CultureInfo.InvariantCulture)!).ToArray()));

        var first = await ImportAsync(new NdjsonSource(ndjson));
        var errors = await Aggregation.RowsAsync("select random_id, exit_code, error, has_arm from analytics.runs");
        var counts = await Aggregation.RowsAsync("select day, runs, failed from analytics.run_days");
        var second = await ImportAsync(new CsvSource(csv));

        Assert.Empty(first.Skipped);
        Assert.Empty(second.Skipped);
        Assert.Equal(
            Hostile.Select((text, number) => $"r{number} | {number} | {Lines(text)} | {number % 2 == 0}").Order(StringComparer.Ordinal),
            errors);
        Assert.Equal(errors, await Aggregation.RowsAsync("select random_id, exit_code, error, has_arm from analytics.runs"));
        Assert.Equal(counts, await Aggregation.RowsAsync("select day, runs, failed from analytics.run_days"));
        Assert.Equal(Hostile.Length, counts.Count);
    }

    [Fact]
    public async Task Skipped_records_are_reported_with_line_and_reason()
    {
        var created = $"{Now.AddDays(-1).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss}Z";
        var good = $$"""{"random_id":"a","nsapp":"app","type":"lxc","status":"success","created":"{{created}}"}""";
        var path = FileWith("records.ndjson", string.Join(
            '\n',
            good,
            "",
            "{not json",
            "[1]",
            good.Replace("\"a\"", "\"\"", StringComparison.Ordinal),
            good.Replace("lxc", "zip", StringComparison.Ordinal),
            good.Replace(created, "yesterday", StringComparison.Ordinal),
            good.Replace(created, $"{Now.AddDays(-366).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss}Z", StringComparison.Ordinal),
            good.Replace(created, $"{Now.AddDays(1).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss}Z", StringComparison.Ordinal),
            good.Replace("}", ",\"pipeline\":\"nonsense\"}", StringComparison.Ordinal),
            good.Replace("}", ",\"pipeline\":[{\"s\":\"installing\"}]}", StringComparison.Ordinal),
            good.Replace("}", ",\"core_count\":257}", StringComparison.Ordinal),
            good.Replace("}", $",\"error\":\"{new string('x', 300_000)}\"}}", StringComparison.Ordinal),
            good.Replace("\"a\"", "\"b\"", StringComparison.Ordinal)));

        var state = await ImportAsync(new NdjsonSource(path));

        Assert.Equal((13, 2), (state.Read, state.Accepted));
        Assert.Equal(
            [
                ("body: is longer than 256000 bytes", "runs, line 13"),
                ("body: is not valid JSON", "runs, line 3"),
                ("body: must be a JSON object", "runs, line 4"),
                ("core_count: must be a whole number from 0 to 256", "runs, line 12"),
                ("created: is more than 5 minutes in the future", "runs, line 9"),
                ("created: is older than RETENTION_DAYS", "runs, line 8"),
                ("created: must be an RFC 3339 time with an offset, such as 2026-01-02T03:04:05Z", "runs, line 7"),
                ("pipeline: is not valid JSON", "runs, line 10"),
                ("pipeline: t: is missing", "runs, line 11"),
                ("random_id: is missing", "runs, line 5"),
                ("type: must be one of lxc, vm, turnkey, pve, addon, tool", "runs, line 6"),
            ],
            state.Skipped.Select(reason => (reason.Key, reason.Value.Examples.Single())).Order());
        Assert.Equal(["a", "b"], await Aggregation.RowsAsync("select execution_id from analytics.runs"));
    }

    [Fact]
    public async Task A_ragged_row_is_reported_and_a_csv_file_without_a_header_is_refused()
    {
        var created = $"{Now.AddDays(-1).UtcDateTime:yyyy-MM-dd HH:mm:ss}";
        var ragged = FileWith(
            "ragged.csv", $"random_id,nsapp,type,status,created\na,app,lxc,success,{created}\nb,app,lxc\nc,app,lxc,success,{created}\n");

        var state = await ImportAsync(new CsvSource(ragged));

        Assert.Equal((3, 2), (state.Read, state.Accepted));
        Assert.Equal(["runs, row 2 (line 3)"], state.Skipped["row: has not as many cells as the header"].Examples);
        await using var headless = new CsvSource(FileWith("headless.csv", $"a,app,lxc,success,{created}\n"));
        var error =
            await Assert.ThrowsAsync<SourceException>(() => NewRun(headless, Ingestion.CreateClient()).RunAsync(CancellationToken.None));
        Assert.StartsWith("The first row must be a header", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_with_steps_equal_the_source_after_an_interruption_and_a_second_import()
    {
        var lines = Enumerable.Range(0, 1500).Select(number =>
        {
            var created = Now.AddDays(-1 - (number % 200)).UtcDateTime;
            string Time(int minutes) => created.AddMinutes(minutes).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            var status = number % 5 == 0 ? "failed" : "success";
            return JsonSerializer.Serialize(new
            {
                random_id = $"s{number}", execution_id = $"e{number}", type = "lxc", nsapp = $"app-{number % 7}",
                status, exit_code = number % 5 == 0 ? 1 : 0,
                created = Time(0), updated = Time(3),
                pipeline =
                    $$"""
                    [{"s":"installing","t":"{{Time(0)}}"},{"s":"validation","t":"{{Time(1)}}"},
                     {"s":"configuring","t":"{{Time(2)}}"},{"s":"{{status}}","t":"{{Time(3)}}"}]
                    """,
            });
        });
        var path = FileWith("records.ndjson", string.Join('\n', lines));
        var statePath = FilePath("import.state");

        using var end = new CancellationTokenSource();
        var ending = new CountingHandler(Ingestion.Server.CreateHandler())
        {
            BeforeRequest = (number, _) => number == 2 ? end.CancelAsync() : Task.CompletedTask,
        };
        await using (var source = new NdjsonSource(path))
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                NewRun(source, ending.Client(Ingestion), statePath).RunAsync(end.Token));
        await using (var source = new NdjsonSource(path))
        {
            var run = NewRun(source, Ingestion.CreateClient(), statePath);
            await run.RunAsync(CancellationToken.None);
            Assert.Equal((true, 1500L, 1500L), (run.IsResumed, run.State.Read, run.State.Accepted));
        }

        await SettleAsync();
        var tables = await TablesAsync();
        var second = await ImportAsync(new NdjsonSource(path));

        Assert.Equal(1500, second.Accepted);
        Assert.Equal(tables, await TablesAsync());
        Assert.Equal(
            ["1500 | 0 | 1200 | 300 | 0 | 0"],
            await Aggregation.RowsAsync(
                "select sum(runs), sum(installing), sum(success), sum(failed), sum(aborted), sum(unknown) from analytics.run_days"));
        Assert.Equal(200L, await Aggregation.ScalarAsync<long>("select count(*) from analytics.run_days"));
        Assert.Equal(
            ["4 | 1500"], await Aggregation.RowsAsync("select jsonb_array_length(steps), count(*) from analytics.runs group by 1"));
        Assert.Equal(1500L, await Aggregation.ScalarAsync<long>("select value from analytics.run_counters where counter = 'installs'"));
    }

    // Cleaning an error unifies its line ends and trims it.
    private static string Lines(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Trim();

    // Like the export, which puts an apostrophe before a cell that a spreadsheet would compute.
    private string Csv(string name, IEnumerable<string[]> rows)
    {
        using var text = new StringWriter();
        using (var csv = CsvWriter.Create(text, new CsvWriterOptions()))
        {
            csv.WriteRecord(Columns);
            foreach (var row in rows)
                csv.WriteRecord([.. row.Select(cell => cell.Length > 0 && "=+-@\t\r\n'".Contains(cell[0], StringComparison.Ordinal)
                    ? $"'{cell}"
                    : cell)]);
        }

        return FileWith(name, text.ToString());
    }
}
