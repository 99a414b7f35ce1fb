using CsvHelper;

namespace Telemetry.Tests.Aggregation;

/// <summary>Parses exports by the rules that the README documents.</summary>
public static class ExportedRows
{
    public static List<JsonElement> OfNdjson(string text)
    {
        Assert.True(text.Length == 0 || text.EndsWith('\n'));
        return [.. text.Split('\n')[..^1].Select(line => JsonElement.Parse(line))];
    }

    public static (string[] Header, List<string[]> Records) OfCsv(string text)
    {
        using var csv = CsvReader.FromText(text, new CsvReaderOptions { MalformedData = CsvMalformedDataHandling.Throw });
        csv.ReadHeader();
        var header = csv.Headers.ToArray();
        var records = new List<string[]>();
        while (csv.Read())
            records.Add([.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)]);
        return (header, records);
    }

    /// <summary>Compares both formats of the same rows.</summary>
    public static void AssertEqual(string csv, string ndjson)
    {
        var (header, records) = OfCsv(csv);
        var objects = OfNdjson(ndjson);
        Assert.Equal(objects.Count, records.Count);
        for (var i = 0; i < objects.Count; i++)
        {
            var properties = objects[i].EnumerateObject().ToArray();
            Assert.Equal(properties.Select(property => property.Name), header);
            for (var column = 0; column < properties.Length; column++)
                AssertEqual(records[i][column], properties[column].Value);
        }
    }

    private static void AssertEqual(string cell, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                Assert.Equal(value.GetString(), cell.StartsWith('\'') ? cell[1..] : cell);
                break;
            case JsonValueKind.Null:
                Assert.Equal("", cell);
                break;
            default:
                Assert.Equal(value.GetRawText(), cell);
                break;
        }
    }
}
