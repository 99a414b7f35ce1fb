using System.Net.Mime;
using System.Text;
using Aspire.Dashboard.Display;
using Aspire.Dashboard.Feed;
using Aspire.Dashboard.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Aspire.Dashboard.Pages.Console;

/// <summary>What a resource writes. The script asks for the lines that have come since (wwwroot/assets/console.js).</summary>
internal sealed class IndexModel(ResourceStore resources, ConsoleStore console) : PageModel
{
    /// <summary>Lines on the page; a download has all that are kept.</summary>
    private const int Shown = 2_000;

    public string Name { get; private set; } = "";

    public IReadOnlyList<string> Names { get; private set; } = [];

    public (IReadOnlyList<ConsoleLine> Lines, long Last) Lines { get; private set; } = ([], 0);

    public IActionResult OnGet(string? name)
    {
        Names = [.. resources.All().Where(r => r.Parent is null).Select(r => r.Name)];
        Name = name ?? (Names.Count > 0 ? Names[0] : "");
        if (name is not null && !Names.Contains(name))
            return NotFound();

        Lines = Newest(0);
        return Page();
    }

    public IActionResult OnGetLines(string name, long after)
    {
        Name = name;
        var (lines, last) = Newest(after);
        Response.Headers["X-Last"] = $"{last}";
        return Partial("_Lines", lines);
    }

    public IActionResult OnGetDownload(string name)
    {
        var text = new StringBuilder();
        foreach (var line in console.After(name, 0).Lines)
            text.Append(Format.Machine(line.At)).Append(' ').AppendLine(Ansi.Plain(line.Text));
        return File(Encoding.UTF8.GetBytes(text.ToString()), $"{MediaTypeNames.Text.Plain}; charset=utf-8", $"{name}.log");
    }

    private (IReadOnlyList<ConsoleLine> Lines, long Last) Newest(long after)
    {
        var (lines, last) = console.After(Name, after);
        return ([.. lines.TakeLast(Shown)], last);
    }
}
