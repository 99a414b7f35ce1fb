using Telemetry.Aggregation.Export;

namespace Telemetry.Tests.Aggregation;

/// <summary>The two formats of exports, without a database.</summary>
public sealed class ExportFormatTests
{
    private static readonly ExportColumn[] Columns =
        [
            ExportColumn.Text("text"), ExportColumn.Time("time"), ExportColumn.Json("number"), ExportColumn.Text("other"),
            ExportColumn.Json("object"),
        ];

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "'\r=1")]
    [InlineData("\n=1", "'\n=1")]
    [InlineData("'", "''")]
    [InlineData("'=1", "''=1")]
    [InlineData("", "")]
    [InlineData("1=1", "1=1")]
    [InlineData("a-b", "a-b")]
    [InlineData(" =1", " =1")]
    [InlineData("\"=1", "\"=1")]
    public async Task A_cell_that_a_spreadsheet_would_compute_is_prefixed_with_an_apostrophe(string text, string cell)
    {
        Assert.Equal(cell, CsvRows.Neutral(text));

        var csv = await WriteAsync("csv", [text, null, null, text, null]);
        Assert.Equal([cell, "", "", cell, ""], Assert.Single(ExportedRows.OfCsv(csv).Records));
    }

    [Fact]
    public async Task Times_numbers_and_objects_get_no_apostrophe()
    {
        var csv = await WriteAsync("csv", ["", "2026-01-02T03:04:05Z", "-1.5", "", """{"a":-1}"""]);

        Assert.Equal(["", "2026-01-02T03:04:05Z", "-1.5", "", """{"a":-1}"""], Assert.Single(ExportedRows.OfCsv(csv).Records));
    }

    [Fact]
    public async Task Csv_follows_RFC_4180()
    {
        var csv = await WriteAsync("csv", ["a\"b", "2026-01-02T03:04:05Z", "1", "one\ntwo,three\r\nfour", """{"k":"v"}"""]);

        Assert.Equal(
            "text,time,number,other,object\r\n\"a\"\"b\",2026-01-02T03:04:05Z,1,\"one\ntwo,three\r\nfour\",\"{\"\"k\"\":\"\"v\"\"}\"\r\n",
            csv);
    }

    [Fact]
    public async Task Ndjson_keeps_types()
    {
        var ndjson = await WriteAsync(
            "ndjson",
            ["a\"b\nc", null, "18446744073709551615", "", """{"k":[1,null]}"""],
            ["x", "2026-01-02T03:04:05Z", null, "é", "true"]);

        Assert.Equal(
            """
            {"text":"a\"b\nc","time":null,"number":18446744073709551615,"other":"","object":{"k":[1,null]}}
            {"text":"x","time":"2026-01-02T03:04:05Z","number":null,"other":"é","object":true}

            """.ReplaceLineEndings("\n"),
            ndjson);
    }

    [Fact]
    public async Task Without_rows_CSV_has_only_a_header_and_NDJSON_is_empty()
    {
        Assert.Equal("text,time,number,other,object\r\n", await WriteAsync("csv"));
        Assert.Equal("", await WriteAsync("ndjson"));
    }

    [Fact]
    public async Task Csv_parsed_back_equals_ndjson_for_random_texts()
    {
        var random = new Random(4180);
        for (var i = 0; i < 300; i++)
        {
            var rows = Enumerable.Range(0, random.Next(1, 8)).Select(_ => Row(random)).ToArray();

            ExportedRows.AssertEqual(await WriteAsync("csv", rows), await WriteAsync("ndjson", rows));
        }
    }

    private static string?[] Row(Random random) =>
    [
        RandomText(random),
        random.Next(3) == 0 ? null : "2026-01-02T03:04:05.123456Z",
        random.Next(3) == 0 ? null : $"{random.NextInt64()}",
        RandomText(random),
        random.Next(3) == 0
            ? null
            : System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string> { [RandomText(random)] = RandomText(random) }),
    ];

    // Texts that PostgreSQL can store: without NUL and unpaired surrogates.
    private static string RandomText(Random random)
    {
        const string Special = "=+-@'\"\t\r\n, ;|\\/{}[]:#";
        var text = new StringBuilder();
        for (var length = random.Next(0, 12); length > 0; length--)
        {
            if (random.Next(3) > 0)
                text.Append(Special[random.Next(Special.Length)]);
            else if (Rune.TryCreate(random.Next(1, 0x10FFFF), out var rune))
                text.Append(rune.ToString());
        }

        return text.ToString();
    }

    private static async Task<string> WriteAsync(string format, params string?[][] rows)
    {
        using var writer = RowWriter.Of(format, Columns);
        using var output = new MemoryStream();
        foreach (var row in rows)
        {
            writer.Write(row);
            await writer.SendAsync(output, CancellationToken.None);
        }

        await writer.SendAsync(output, CancellationToken.None);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
