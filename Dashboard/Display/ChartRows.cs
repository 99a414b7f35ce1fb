using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Telemetry.Dashboard.Api;

namespace Telemetry.Dashboard.Display;

/// <summary>
/// The rows of a chart's table: numbers as people read them and as machines do. A year has a thousand cells, each of which would cost
/// several times as much as an element of Razor's.
/// </summary>
public sealed class ChartRows(Chart chart) : IHtmlContent
{
    // Drawn as much as it is at most.
    private const string MostOfFew = "4";

    /// <inheritdoc/>
    public void WriteTo(TextWriter writer, HtmlEncoder encoder)
    {
        foreach (var row in chart.Rows)
        {
            writer.Write("<tr><th scope=\"row\">");
            Write(row, writer);
            writer.Write("</th>");
            for (var i = 0; i < chart.Columns.Count; i++)
                Write(row.Values[i], chart.Columns[i].Unit, writer, encoder);
            writer.Write("</tr>");
        }
    }

    // A day as it is, an hour in UTC.
    private static void Write(ChartRow row, TextWriter writer) => writer.Write(row.IsDay
        ? $"<time datetime=\"{Times.Day(row.At)}\">{Times.Day(row.At)}</time>"
        : $"<time datetime=\"{Times.Machine(row.At)}\"><span class=\"exact\">{Times.Exact(row.At)}</span></time>");

    private static void Write(double? value, string unit, TextWriter writer, HtmlEncoder encoder)
    {
        if (value is not { } number || double.IsNaN(number))
        {
            writer.Write("<td class=\"number\"><span aria-hidden=\"true\">–</span><span class=\"hidden\">none</span></td>");
            return;
        }

        if (double.IsNegativeInfinity(number))
        {
            writer.Write($"<td class=\"number\" data-value=\"{MostOfFew}\" data-text=\"");
            encoder.Encode(writer, Few.Text);
            writer.Write("\">");
            encoder.Encode(writer, Few.Text);
        }
        else
        {
            writer.Write($"<td class=\"number\" data-value=\"{number.ToString("R", CultureInfo.InvariantCulture)}\">");
            encoder.Encode(writer, Numbers.Text(number) + unit);
        }

        writer.Write("</td>");
    }
}
