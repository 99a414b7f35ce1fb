using System.Xml.Linq;
using Telemetry.Aggregation.Badges;

namespace Telemetry.Tests.Aggregation;

/// <summary>The SVG of badges.</summary>
public sealed class BadgeImageTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.04, "0")]
    [InlineData(-0.04, "0")]
    [InlineData(0.5, "0.5")]
    [InlineData(5, "5")]
    [InlineData(3.14159, "3.1")]
    [InlineData(-42, "-42")]
    [InlineData(999, "999")]
    [InlineData(999.94, "999.9")]
    [InlineData(999.95, "1.0k")]
    [InlineData(1000, "1.0k")]
    [InlineData(1234, "1.2k")]
    [InlineData(-1500, "-1.5k")]
    [InlineData(10_000, "10.0k")]
    [InlineData(999_949, "999.9k")]
    [InlineData(999_999, "1.0M")]
    [InlineData(1_000_000, "1.0M")]
    [InlineData(1_234_567, "1.2M")]
    [InlineData(999_999_999, "1.0B")]
    [InlineData(1e9, "1.0B")]
    [InlineData(1_234_567_890, "1.2B")]
    [InlineData(999_999_999_999, "1.0T")]
    [InlineData(999_949e9, "999.9T")]
    [InlineData(1e15, "1.0e15")]
    [InlineData(1.26e300, "1.3e300")]
    [InlineData(double.PositiveInfinity, "∞")]
    [InlineData(double.NegativeInfinity, "-∞")]
    [InlineData(double.NaN, "0")]
    public void Numbers_are_abbreviated_to_one_decimal(double value, string text) => Assert.Equal(text, BadgeNumber.Text(value));

    [Theory]
    [InlineData(10, "#00D084")]
    [InlineData(9, "#F59E0B")]
    [InlineData(5, "#F59E0B")]
    [InlineData(4, "#EF4444")]
    [InlineData(0, "#EF4444")]
    public void The_colour_of_the_instances_badge_depends_on_the_count(double count, string color) =>
        Assert.Equal(color, BadgeColor.OfInstances(count));

    [Theory]
    [InlineData(1000, "#00D084")]
    [InlineData(999.9, "#3B82F6")]
    [InlineData(100, "#3B82F6")]
    [InlineData(99, "#F59E0B")]
    [InlineData(0.1, "#F59E0B")]
    [InlineData(0, "#6B7280")]
    [InlineData(-5, "#6B7280")]
    public void The_colour_of_a_metric_badge_depends_on_the_value(double value, string color) =>
        Assert.Equal(color, BadgeColor.OfMetric(value));

    [Theory]
    [InlineData("abc", "#abc")]
    [InlineData("#abc", "#abc")]
    [InlineData("00D084", "#00D084")]
    [InlineData("#00d084", "#00d084")]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("#", null)]
    [InlineData("ab", null)]
    [InlineData("abcd", null)]
    [InlineData("abcdeff", null)]
    [InlineData("##abc", null)]
    [InlineData("red", null)]
    [InlineData("abg", null)]
    [InlineData("url(#shade)", null)]
    [InlineData("\"/><script>", null)]
    [InlineData("ａｂｃ", null)]
    [InlineData("abc\n", null)]
    public void A_colour_is_three_or_six_hexadecimal_digits(string? text, string? color) => Assert.Equal(color, BadgeColor.Parse(text));

    [Fact]
    public void A_badge_is_flat_and_20_pixels_high()
    {
        var svg = Parse(new Badge("instances", "1.2k", "#00D084")).Root!;

        Assert.Equal("20", svg.Attribute("height")?.Value);
        Assert.Equal("instances: 1.2k", svg.Element(Svg + "title")?.Value);
        Assert.Equal("instances: 1.2k", svg.Attribute("aria-label")?.Value);
        Assert.Equal(
            ["#555", "#00D084", "url(#shade)"],
            svg.Elements(Svg + "g").First().Elements(Svg + "rect").Select(rect => rect.Attribute("fill")?.Value));
        Assert.Equal(["instances", "instances", "1.2k", "1.2k"], svg.Descendants(Svg + "text").Select(text => text.Value));
        Assert.All(svg.Descendants(Svg + "text"), text => Assert.NotNull(text.Attribute("textLength")));
        Assert.DoesNotContain(svg.DescendantsAndSelf().Attributes(), attribute => attribute.Name.LocalName is "style" or "class");
    }

    [Fact]
    public void The_width_of_a_field_depends_on_its_text()
    {
        Assert.InRange(BadgeText.Width("instances"), 50, 60);
        Assert.True(BadgeText.Width("mmm") > BadgeText.Width("iii") * 3);
        Assert.Equal(BadgeText.Width("e"), BadgeText.Width("e\u0301"));
        Assert.Equal(11, BadgeText.Width("日"));
        Assert.Equal(0, BadgeText.Width(""));
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_texts_do_not_change_the_structure_of_the_SVG(string text)
    {
        var expected = Shape(Parse(new Badge("label", "value", "#555")));

        Assert.Equal(expected, Shape(Parse(new Badge(text, "value", "#555"))));
        Assert.Equal(expected, Shape(Parse(new Badge("label", text, "#555"))));
    }

    [Fact]
    public void Random_texts_do_not_change_the_structure_of_the_SVG()
    {
        var random = new Random(20_260_504);
        var expected = Shape(Parse(new Badge("label", "value", "#555")));
        for (var i = 0; i < 2000; i++)
        {
            var text = RandomText(random);

            var svg = Parse(new Badge(text, text, "#555"));

            Assert.Equal(expected, Shape(svg));
            var shown = svg.Descendants(Svg + "text").First().Value;
            Assert.True(shown.Length <= 100);
            Assert.Equal(BadgeText.Clean(text), shown);
            Assert.DoesNotContain(shown, char.IsControl);
        }
    }

    [Fact]
    public void A_text_is_cut_to_100_characters_without_splitting_a_surrogate_pair()
    {
        Assert.Equal(new string('x', 100), BadgeText.Clean(new string('x', 101)));
        Assert.Equal(new string('x', 99), BadgeText.Clean(new string('x', 99) + "😀"));
        Assert.Equal(new string('x', 98) + "😀", BadgeText.Clean(new string('x', 98) + "😀"));
    }

    [Theory]
    [InlineData("a\0b", "a\uFFFDb")]
    [InlineData("a\nb\tc\r", "a\uFFFDb\uFFFDc\uFFFD")]
    [InlineData("\u0085", "\uFFFD")]
    [InlineData("\uFFFE\uFFFF", "\uFFFD\uFFFD")]
    [InlineData("\u202E1.0", "\uFFFD1.0")]
    [InlineData("😀 é 日本", "😀 é 日本")]
    public void Characters_that_XML_cannot_hold_are_replaced(string text, string shown) => Assert.Equal(shown, BadgeText.Clean(text));

    [Fact]
    public void Unpaired_surrogates_are_replaced()
    {
        Assert.Equal("\uFFFD", BadgeText.Clean("\uD83D"));
        Assert.Equal("\uFFFDx", BadgeText.Clean("\uDE00x"));
    }

    public static TheoryData<string> Hostile() =>
    [
        "<script>alert(1)</script>", "</text><image href=\"https://evil.example/\"/>", "\" onload=\"alert(1)", "' onload='alert(1)",
        "&lt;&amp;&#0;",
        "]]>", "<!-- -->", "<?xml?>", "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>", "&e;", "\0", "\u0001\u001F\u007F\u009F",
        "\uFFFE\uFFFF", "\u2028\u2029", "\u202Egnp.", new string('W', 10_000), "", " ", "\t\r\n", "%s%n{0}", "${jndi:ldap://x}",
        "日本語",
        "😀😀",
    ];

    private static XDocument Parse(Badge badge)
    {
        using var reader = new MemoryStream(badge.ToSvg());
        return XDocument.Load(reader, LoadOptions.PreserveWhitespace);
    }

    // The elements and attributes, without texts and widths.
    private static string Shape(XDocument svg) => string.Join(' ', svg.DescendantNodes().Select(node => node switch
    {
        XElement element => $"{element.Name.LocalName}[{string.Join(',', element.Attributes().Select(ShapeOf))}]",
        XText => "",
        _ => node.NodeType.ToString(),
    }).Where(shape => shape.Length > 0));

    private static string ShapeOf(XAttribute attribute) =>
        attribute.Name.LocalName is "width" or "x" or "textLength" or "aria-label" ? attribute.Name.LocalName : attribute.ToString();

    private static string RandomText(Random random)
    {
        const string Special = "<>&\"'\0\u0001\n\r\t ]-!?/=\uD83D\uDE00\uFFFE\uFFFF\u202Eaé日";
        var text = new StringBuilder();
        for (var length = random.Next(0, 150); text.Length < length;)
            text.Append(random.Next(2) == 0 ? Special[random.Next(Special.Length)] : (char)random.Next(char.MaxValue + 1));
        return text.ToString();
    }
}
