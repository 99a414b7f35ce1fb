using Aspire.Dashboard.Feed;
using Aspire.Dashboard.Storage;
using Microsoft.AspNetCore.Mvc;

namespace Aspire.Dashboard.Pages.Resources;

/// <summary>One resource, and what can be done with it.</summary>
internal sealed class DetailsModel(ResourceStore store, CommandWriter commands) : LivePage
{
    public ResourceSnapshot Resource { get; private set; } = null!;

    protected override string Version => $"{store.Version}";

    public IActionResult OnGet(string name)
    {
        if (store.Get(name) is not { } found)
            return NotFound();

        Resource = found;
        return Page();
    }

    public IActionResult OnPost(string name, [FromForm] CommandKind? command)
    {
        if (store.Get(name) is not { Parent: null })
            return NotFound();
        if (command is not { } kind || !ModelState.IsValid)
            return BadRequest();

        commands.Send(new(name, kind));
        return Redirect("/");
    }
}
