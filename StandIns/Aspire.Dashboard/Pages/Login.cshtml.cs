using Aspire.Dashboard.Access;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Aspire.Dashboard.Pages;

/// <summary>Takes the token: from the link that the AppHost prints, or typed in.</summary>
internal sealed class LoginModel(DashboardOptions options) : PageModel
{
    public string To { get; private set; } = "/";

    public bool HasFailed { get; private set; }

    public IActionResult OnGet(string? t, string? to) => t is null ? Ask(to) : Try(t, to);

    public IActionResult OnPost([FromForm] string? t, [FromQuery] string? to) => Try(t, to);

    private IActionResult Try(string? token, string? to)
    {
        HasFailed = !Login.TryLogIn(HttpContext, token, options.Token);
        return HasFailed ? Ask(to) : LocalRedirect(Url.IsLocalUrl(to) ? to! : "/");
    }

    private PageResult Ask(string? to)
    {
        To = Url.IsLocalUrl(to) ? to! : "/";
        Response.StatusCode = HasFailed ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK;
        return Page();
    }
}
