namespace MimeKit;

/// <summary>A part of a mail.</summary>
public abstract class MimeEntity;

/// <summary>Makes the body of a mail: a text, and the same as HTML.</summary>
public sealed class BodyBuilder
{
    /// <summary>For clients that show no HTML.</summary>
    public string? TextBody { get; set; }

    /// <summary>For the others.</summary>
    public string? HtmlBody { get; set; }

    /// <summary>multipart/alternative of both, the text first.</summary>
    public MimeEntity ToMessageBody() => new Alternative(TextBody ?? "", HtmlBody ?? "");
}

internal sealed class Alternative(string text, string html) : MimeEntity
{
    public string Text { get; } = text;

    public string Html { get; } = html;
}
