using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace Telemetry.Dashboard.Display;

/// <summary>
/// The rows of a chart's table: formatted numbers, with the raw ones in attributes. Written without Razor, since a year has a thousand
/// cells and a Razor element costs several times as much.
/// </summary>
internal sealed class ChartRows(Chart chart) : IHtmlContent
{
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
            writer.Write($"<td class=\"number\" data-value=\"{SuppressedCount.Max}\" data-text=\"");
            encoder.Encode(writer, SuppressedCount.Text);
            writer.Write("\">");
            encoder.Encode(writer, SuppressedCount.Text);
        }
        else
        {
            writer.Write($"<td class=\"number\" data-value=\"{number.ToString("R", CultureInfo.InvariantCulture)}\">");
            encoder.Encode(writer, Numbers.Text(number) + unit);
        }

        writer.Write("</td>");
    }
}
