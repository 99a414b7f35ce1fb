using Telemetry.Ingestion.Json;

namespace Telemetry.Tests.Ingestion;

public sealed class ScriptJsonTests
{
    public static TheoryData<string, string> Repaired => new()
    {
        // valid JSON
        { """{"a":"x"}""", "x" },
        { """{"a":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"}""", "\"\\/\b\f\n\r\té😀" },
        { """{"a":"\\x"}""", @"\x" },
        // raw control characters
        { "{\"a\":\"x\ny\"}", "x\ny" },
        { "{\"a\":\"x\r\ny\tz\"}", "x\r\ny\tz" },
        { "{\n\t\"a\":\r\n\"\u0001\u001b[31m\u001f\"\n}", "\u0001\u001b[31m\u001f" },
        { "{\"a\":\"\0\"}", "\0" },
        // bad escapes
        { """{"a":"\x"}""", @"\x" },
        { """{"a":"it\'s"}""", @"it\'s" },
        { """{"a":"a\ b"}""", @"a\ b" },
        { """{"a":"\u12"}""", @"\u12" },
        { """{"a":"\u12g4"}""", @"\u12g4" },
        { """{"a":"\u"}""", @"\u" },
        { """{"a":"\U0041"}""", @"\U0041" },
        { """{"a":"\é"}""", @"\é" },
        { """{"a":"C:\dir\new"}""", "C:\\dir\new" },
        { "{\"a\":\"x\\\ny\"}", "x\\\ny" },
        { """{"a":"\033[0m"}""", @"\033[0m" },
        { """{"a":"\\\x\\\""}""", "\\\\x\\\"" },
        // unpaired surrogates
        { """{"a":"\ud800"}""", "\ufffd" },
        { """{"a":"\udc00\ud800x"}""", "\ufffd\ufffdx" },
        { """{"a":"\ud83d\ud83d\ude00"}""", "\ufffd😀" },
        { """{"a":"\ud83d\n"}""", "\ufffd\n" },
        { """{"a":"\ud83d\u12"}""", "\ufffd\\u12" },
        { """{"a":"\uD83D\uDE00"}""", "😀" },
    };

    public static TheoryData<string> NotJson =>
    [
        "", " ", "{", "}", "nul", "x", "{\"a\":\"x}", "{\"a\":\"x\"", "{\"a\":\"x\",}", "{\"a\" \"x\"}", "{'a':'x'}", "{a:\"x\"}",
        "{\"a\":\"b\"c\"}", "{\"a\":\"x\\\"}",
        "{\"a\":\"x\\", "{\"a\":\"x\\u", "{\"a\":x}", "{\"a\":01}", "{\"a\":NaN}", "{\"a\":1}{}", "{\"a\":\"x\"} x", "\ufeff{}",
        "{\"a\":\"x\"}\0", "{\u0001}", "// x\n{}", "{\"a\":\"x\"/**/}",
        "{\"a\":\\n\"x\"}", "a=b&c=d", "[1,2", "{\"a\":\"x\ny}",
    ];

    [Theory]
    [MemberData(nameof(Repaired))]
    public void Invalid_characters_and_escapes_in_strings_are_repaired(string body, string expected)
    {
        Assert.True(ScriptJson.TryParse(Encoding.UTF8.GetBytes(body), out var json, out var error), error);
        Assert.Equal(expected, json.GetProperty("a").GetString());
    }

    [Theory]
    [MemberData(nameof(NotJson))]
    public void A_body_that_is_no_JSON_after_the_repair_is_refused(string body)
    {
        Assert.False(ScriptJson.TryParse(Encoding.UTF8.GetBytes(body), out _, out var error));
        Assert.NotEqual("", error);
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_replaced_in_strings_only()
    {
        byte[] inString = [.. "{\"a\":\"x"u8, 0xff, 0xc3, .. "y\\"u8, 0x80, 0xed, 0xa0, 0x80, 0xe2, 0x82, .. "\"}"u8];
        byte[] outside = [.. "{\"a\":\"x\"}"u8, 0xff];

        Assert.True(ScriptJson.TryParse(inString, out var json, out var error), error);
        Assert.Equal("x\ufffd\ufffdy\\\ufffd\ufffd\ufffd\ufffd\ufffd", json.GetProperty("a").GetString());
        Assert.False(ScriptJson.TryParse(outside, out _, out _));
    }

    [Fact]
    public void Any_depth_number_and_name_is_accepted()
    {
        var body = $$"""{"deep":{{new string('[', 60_000)}}{{new string(']', 60_000)}},"big":1e999999,"\ud800":1,"":{},"a":"x"}""";

        Assert.True(ScriptJson.TryParse(Encoding.UTF8.GetBytes(body), out var json, out var error), error);
        Assert.Equal("x", json.GetProperty("a").GetString());
    }

    [Fact]
    public void Random_unescaped_texts_are_read_unchanged()
    {
        var random = new Random(20260104);
        for (var round = 0; round < 20_000; round++)
        {
            // Any character may be unescaped, except the quote and the backslash, which cannot be repaired.
            var text = string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => Rune(random))).Replace('"', '\'').Replace('\\', '/');
            var body = $"{{\n  \"a\": \"{text}\",\n  \"b\": {JsonSerializer.Serialize(text)}\n}}";

            Assert.True(ScriptJson.TryParse(Encoding.UTF8.GetBytes(body), out var json, out var error), $"{error}: {body}");
            Assert.Equal((text, text), (json.GetProperty("a").GetString(), json.GetProperty("b").GetString()));
        }
    }

    [Fact]
    public void Random_bytes_are_parsed_or_refused_without_an_exception()
    {
        var random = new Random(20260105);
        ReadOnlySpan<byte> alphabet = [.. "{}[]\":,\\u0dDec8 \n\ttrfx"u8, 0, 0x1b, 0x80, 0xc3, 0xa9, 0xed, 0xf0, 0xff];
        for (var round = 0; round < 50_000; round++)
        {
            byte[] body = [.. "{\"a\":\""u8, .. random.GetItems(alphabet, random.Next(24)), .. "\"}"u8];

            if (ScriptJson.TryParse(body, out var json, out _))
                Assert.All(json.EnumerateObject(), property => Assert.NotNull(
                    property.Name + (property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString() : "")));
        }
    }

    private static string Rune(Random random)
    {
        var value = random.Next(4) switch
        {
            0 => random.Next(0x20),
            1 => random.Next(0x80),
            2 => random.Next(0xd800),
            _ => random.Next(0x10000, 0x110000),
        };
        return new Rune(value).ToString();
    }
}
