using System.Text.Json.Nodes;

namespace Telemetry.Tests.Documentation;

public sealed class SchemaCheckTests
{
    private const string Document =
        """
        {"components":{"schemas":{
          "Answer":{"type":"object","required":["name","list"],"properties":{
            "name":{"type":"string","enum":["a","b"]},
            "list":{"type":"array","items":{"$ref":"#/components/schemas/Count"}},
            "sums":{"type":"object","additionalProperties":{"type":"number"}},
            "any":{"type":"object"},
            "maybe":{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/Count"}]}}},
          "Count":{"type":"object","required":["count"],"properties":{"count":{"type":["null","integer"]}}}}}}
        """;

    [Theory]
    [InlineData("""{"name":"a","list":[]}""")]
    [InlineData("""{"name":"b","list":[{"count":1},{"count":null}],"sums":{"x":1.5},"any":{"x":[{}]},"maybe":null}""")]
    [InlineData("""{"name":"b","list":[],"maybe":{"count":3}}""")]
    public void JSON_that_matches_the_schema_has_no_errors(string json) => Assert.Empty(ErrorsOf(json));

    [Theory]
    [InlineData("""[]""", "$: is Array and not object")]
    [InlineData("""{"name":"a"}""", "$.list: is missing")]
    [InlineData("""{"name":"c","list":[]}""", "$.name: is not in the enumeration")]
    [InlineData("""{"name":null,"list":[]}""", "$.name: is null and not string")]
    [InlineData("""{"name":"a","list":null}""", "$.list: is null and not array")]
    [InlineData("""{"name":"a","list":[],"more":1}""", "$.more: is not described")]
    [InlineData("""{"name":"a","list":[{"count":1},{"count":1.5}]}""", "$.list[1].count: is Number and not null or integer")]
    [InlineData("""{"name":"a","list":[{"count":1,"x":1}]}""", "$.list[0].x: is not described")]
    [InlineData("""{"name":"a","list":[],"sums":{"x":"1"}}""", "$.sums.x: is String and not number")]
    [InlineData("""{"name":"a","list":[],"maybe":{"count":"3"}}""", "$.maybe: matches no alternative")]
    public void JSON_that_does_not_match_the_schema_is_reported_with_its_path(string json, string error) =>
        Assert.Equal([error], ErrorsOf(json));

    private static IReadOnlyList<string> ErrorsOf(string json)
    {
        var document = (JsonObject)JsonNode.Parse(Document)!;
        return new SchemaCheck(document).ErrorsOf(JsonNode.Parse(json), document["components"]!["schemas"]!["Answer"]!);
    }
}
