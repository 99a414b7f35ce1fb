using System.Globalization;
using System.Text;
using System.Xml;

namespace Telemetry.Aggregation.Badges;

/// <summary>A flat badge of two fields, 20 pixels high; the color fills the right one. Texts are cleaned here.</summary>
internal sealed record Badge(string Label, string Value, string Color)
{
    private const int Height = 20;
    private const int Padding = 6;
    private const string Svg = "http://www.w3.org/2000/svg";

    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        OmitXmlDeclaration = true,
    };

    public static Badge Error(string error) => new("error", error, BadgeColor.Red);

    /// <summary>
    /// The image (SVG, UTF-8). It has presentation attributes only, since the site's Content-Security-Policy forbids inline styles. It
    /// states the length of each text, so that other fonts do not change it.
    /// </summary>
    public byte[] ToSvg()
    {
        var (label, value) = (BadgeText.Clean(Label), BadgeText.Clean(Value));
        var left = FieldWidth(label);
        var right = FieldWidth(value);

        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, Settings))
        {
            xml.WriteStartElement("svg", Svg);
            Attributes(
                xml, ("width", Number(left + right)), ("height", Number(Height)), ("role", "img"), ("aria-label", $"{label}: {value}"));
            xml.WriteElementString("title", Svg, $"{label}: {value}");
            WriteDefinitions(xml, left + right);
            WriteBackground(xml, left, right);
            WriteTexts(xml, (label, left / 2), (value, left + (right / 2)));
            xml.WriteEndElement();
        }

        return bytes.ToArray();
    }

    // Whole pixels, so that the edge between the fields is sharp.
    private static double FieldWidth(string text) => Math.Ceiling(BadgeText.Width(text)) + (2 * Padding);

    private static void WriteDefinitions(XmlWriter xml, double width)
    {
        Start(xml, "linearGradient", ("id", "shade"), ("x2", "0"), ("y2", "100%"));
        Element(xml, "stop", ("offset", "0"), ("stop-color", "#bbb"), ("stop-opacity", ".1"));
        Element(xml, "stop", ("offset", "1"), ("stop-opacity", ".1"));
        xml.WriteEndElement();

        Start(xml, "clipPath", ("id", "round"));
        Rectangle(xml, 0, width, "#fff", ("rx", "3"));
        xml.WriteEndElement();
    }

    private void WriteBackground(XmlWriter xml, double left, double right)
    {
        Start(xml, "g", ("clip-path", "url(#round)"));
        Rectangle(xml, 0, left, "#555");
        Rectangle(xml, left, right, Color);
        Rectangle(xml, 0, left + right, "url(#shade)");
        xml.WriteEndElement();
    }

    private static void WriteTexts(XmlWriter xml, params ReadOnlySpan<(string Text, double Middle)> texts)
    {
        Start(xml, "g", ("fill", "#fff"), ("text-anchor", "middle"), ("font-family", "Verdana,Geneva,DejaVu Sans,sans-serif"),
            ("font-size", "11"));
        foreach (var (text, middle) in texts)
        {
            Text(xml, text, middle, baseline: 15, ("aria-hidden", "true"), ("fill", "#010101"), ("fill-opacity", ".3"));
            Text(xml, text, middle, baseline: 14);
        }

        xml.WriteEndElement();
    }

    private static void Text(XmlWriter xml, string text, double middle, int baseline, params ReadOnlySpan<(string Name, string Value)> more)
    {
        Start(xml, "text", ("x", Number(middle)), ("y", Number(baseline)), ("textLength", Number(BadgeText.Width(text))));
        Attributes(xml, more);
        xml.WriteString(text);
        xml.WriteEndElement();
    }

    private static void Rectangle(XmlWriter xml, double x, double width, string fill, params ReadOnlySpan<(string Name, string Value)> more)
    {
        Start(xml, "rect", ("x", Number(x)), ("width", Number(width)), ("height", Number(Height)), ("fill", fill));
        Attributes(xml, more);
        xml.WriteEndElement();
    }

    private static void Element(XmlWriter xml, string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Start(xml, name, attributes);
        xml.WriteEndElement();
    }

    private static void Start(XmlWriter xml, string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        xml.WriteStartElement(name, Svg);
        Attributes(xml, attributes);
    }

    private static void Attributes(XmlWriter xml, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        foreach (var (name, value) in attributes)
            xml.WriteAttributeString(name, value);
    }

    private static string Number(double number) => number.ToString(CultureInfo.InvariantCulture);
}
