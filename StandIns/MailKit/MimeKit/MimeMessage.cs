namespace MimeKit;

/// <summary>A mail.</summary>
public sealed class MimeMessage
{
    /// <summary>Who sends it: one mailbox.</summary>
    public InternetAddressList From { get; } = [];

    /// <summary>Who gets it: mailboxes.</summary>
    public InternetAddressList To { get; } = [];

    /// <summary>The subject, as it is to be read.</summary>
    public string Subject { get; set; } = "";

    /// <summary>Its id without the angle brackets.</summary>
    public string MessageId { get; set; } = "";

    /// <summary>Further headers.</summary>
    public HeaderList Headers { get; } = new();

    /// <summary>From <see cref="BodyBuilder"/>.</summary>
    public MimeEntity? Body { get; set; }
}

/// <summary>Headers of a mail.</summary>
public sealed class HeaderList
{
    internal List<(string Field, string Value)> All { get; } = [];

    /// <summary>Adds one.</summary>
    public void Add(string field, string value) => All.Add((field, value));
}
