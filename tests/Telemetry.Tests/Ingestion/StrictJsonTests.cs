using Telemetry.Ingestion.Json;

namespace Telemetry.Tests.Ingestion;

public sealed class StrictJsonTests
{
    public static TheoryData<string> Valid =>
    [
        "{}", "[]", "null", "true", "\"\"", "0", " {} ", "\r\n\t{}\n",
        """{"a":1,"b":{"a":1},"c":[{"a":1},{"a":2}]}""",
        """{"a":-0}""", """{"a":-0.0e0}""", """{"a":1e308}""", """{"a":-1.7976931348623157e308}""", """{"a":5e-324}""", """{"a":1E+5}""",
        """{"a":18446744073709551616}""", """{"a":0e999}""",
        $$"""{"a":1{{new string('0', 308)}}}""", $$"""{"a":0.{{new string('1', 398)}}}""",
        """{"a":"\ud83d\ude00 \u00e9 \n","é😀":"é😀"}""", """{"\u0061":1,"b":2}""", """{"":1}""",
        Nested(16), Keys(256),
    ];

    public static TheoryData<string, string> Invalid => new()
    {
        { "is empty", "" },
        { "is not valid JSON", " " },
        { "is not valid JSON", "{" },
        { "is not valid JSON", "nul" },
        { "is not valid JSON", """{"a":1,}""" },
        { "is not valid JSON", """{"a" 1}""" },
        { "is not valid JSON", "{'a':1}" },
        { "is not valid JSON", "{a:1}" },
        { "is not valid JSON", "/* */{}" },
        { "is not valid JSON", """{"a":"x""" },
        { "is not valid JSON", "{\"a\":\"line\nend\"}" },
        { "is not valid JSON", "{\"a\":\"\0\"}" },
        { "is not valid JSON", """{"a":"\x"}""" },
        { "is not valid JSON", """{"a":"\u12"}""" },
        { "is not valid JSON", """{"a":NaN}""" },
        { "is not valid JSON", """{"a":Infinity}""" },
        { "is not valid JSON", """{"a":01}""" },
        { "is not valid JSON", """{"a":+1}""" },
        { "is not valid JSON", """{"a":1.}""" },
        { "is not valid JSON", """{"a":.5}""" },
        { "is not valid JSON", """{"a":0x10}""" },
        { "has data after the JSON value", "{}{}" },
        { "has data after the JSON value", "{} x" },
        { "has data after the JSON value", "{}," },
        { "has data after the JSON value", "1 2" },
        { "has data after the JSON value", "{}\0" },
        { "has data after the JSON value", "{}//" },
        { "begins with a byte order mark", "\ufeff{}" },
        { "a key occurs twice", """{"a":1,"a":1}""" },
        { "a key occurs twice", """{"a":1,"b":2,"\u0061":3}""" },
        { "a key occurs twice", """{"x":[{"a":{"b":1,"c":{},"b":2}}]}""" },
        { "a key occurs twice", """{"":1,"":2}""" },
        { "half a surrogate pair", """{"a":"\ud800"}""" },
        { "half a surrogate pair", """{"a":"\udc00\ud800"}""" },
        { "half a surrogate pair", """{"a":["\ud800\ud800"]}""" },
        { "half a surrogate pair", """{"\udfff":1}""" },
        { "NUL", """{"a":"x\u0000"}""" },
        { "NUL", """{"x\u0000":1}""" },
        { "number is out of range", """{"a":1e309}""" },
        { "number is out of range", """{"a":-1e400}""" },
        { "number is out of range", """{"a":1e999999999999}""" },
        { "number is out of range", """{"a":1e-400}""" },
        { "number is out of range", """{"a":0e99999}""" },
        { "number is out of range", """{"a":0e-99999}""" },
        { "number is out of range", $$"""{"a":1{{new string('0', 309)}}}""" },
        { "number is out of range", $$"""{"a":0.{{new string('1', 399)}}}""" },
        { "number is out of range", $$"""[0.{{new string('0', 20_000)}}]""" },
        { "nested deeper than 16 levels", Nested(17) },
        { "nested deeper than 16 levels", new string('[', 60_000) },
        { "more than 256 keys", Keys(257) },
        { "more than 256 keys", $$"""{"a":{{Keys(200)}},"b":[{{Keys(55)}}]}""" },
    };

    public static TheoryData<byte[]> NotUtf8 => new(
        [0x80],
        [0xff, 0xfe, 0x7b, 0x00],
        [.. "{\"a\":\""u8, 0xc3, .. "\"}"u8],
        [.. "{\"a\":\""u8, 0xed, 0xa0, 0x80, .. "\"}"u8],
        [.. "{\"a\":\""u8, 0xc0, 0x80, .. "\"}"u8],
        [.. "{\"a\":\""u8, 0xf5, 0x80, 0x80, 0x80, .. "\"}"u8],
        [0x7b, 0x7d, 0xff]);

    [Theory]
    [MemberData(nameof(Valid))]
    public void Valid_JSON_is_parsed(string body)
    {
        var isValid = StrictJson.TryParse(Encoding.UTF8.GetBytes(body), out var json, out var error);

        Assert.True(isValid, error);
        Assert.Equal(body.Trim(), json.GetRawText());
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Invalid_JSON_is_refused_with_its_error(string expected, string body)
    {
        var isValid = StrictJson.TryParse(Encoding.UTF8.GetBytes(body), out _, out var error);

        Assert.False(isValid);
        Assert.StartsWith("body: ", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(NotUtf8))]
    public void Bytes_that_are_not_UTF_8_are_refused(byte[] body)
    {
        Assert.False(StrictJson.TryParse(body, out _, out var error));
        Assert.Equal("body: is not UTF-8", error);
    }

    private static string Nested(int levels) => new string('[', levels) + new string(']', levels);

    private static string Keys(int count) => $"{{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"k{i}\":{i}"))}}}";
}
