namespace Telemetry.Notifications.AlertTexts;

/// <summary>
/// The HTML around a mail's content. Styles stand on the elements, since many mail programs drop the style sheet, which has the dark
/// colours. Nothing is loaded from a server.
/// </summary>
internal static class MailPage
{
    /// <summary>Style of small print.</summary>
    public const string Small = "font-size:13px;line-height:18px;color:#57606a";

    /// <summary>The content is rows of a table with one column.</summary>
    public static string Of(string title, Markup content, Uri? link, string linkText)
    {
        var footer = link is null ? Markup.Empty : Markup.Of(
            $"""
            <tr><td style="padding:16px 24px 0 24px">
            <a class="link" href="{link.AbsoluteUri}" style="color:#0b57a4;font-weight:600">{linkText}</a></td></tr>

            """);
        return Markup.Of(
            $$"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="supported-color-schemes" content="light dark">
            <title>{{title}}</title>
            <style>
            @media (prefers-color-scheme: dark) {
              .page { background: #16191d !important; }
              .card { background: #21262c !important; border-color: #3a4149 !important; }
              .text, .text td, .text th { color: #e6e9ec !important; border-color: #3a4149 !important; }
              .small { color: #aab2bb !important; }
              .link { color: #8cc0ff !important; }
            }
            </style>
            </head>
            <body class="page" style="margin:0;padding:0;background:#f3f4f6">
            <table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f3f4f6">
            <tr><td align="center" style="padding:16px 8px">
            <table role="presentation" class="card text" width="100%" cellpadding="0" cellspacing="0"
            style="max-width:640px;background:#ffffff;border:1px solid #d7dbe0;border-radius:8px;text-align:left;
            font-family:system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;font-size:15px;line-height:22px;color:#1f2328">
            <tr><td style="padding:24px 24px 8px 24px">
            <h1 style="margin:0;font-size:20px;line-height:26px;overflow-wrap:anywhere">{{title}}</h1></td></tr>
            {{content}}
            {{footer}}
            <tr><td style="padding:16px 24px 24px 24px">
            <p class="small" style="margin:0;{{Small}}">Sent by Telemetry. Times are UTC.</p></td></tr>
            </table>
            </td></tr>
            </table>
            </body>
            </html>
            """).ToString();
    }

    public static Uri? Link(Uri? publicUrl, string path) =>
        publicUrl is null ? null : new Uri($"{publicUrl.AbsoluteUri.TrimEnd('/')}{path}");
}
