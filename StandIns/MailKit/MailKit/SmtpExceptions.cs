namespace MailKit.Net.Smtp;

/// <summary>What a server answers with, by number (RFC 5321, 4.2.3); also those that have no name here.</summary>
public enum SmtpStatusCode
{
    /// <summary>Done.</summary>
    Ok = 250,
}

/// <summary>Sender, recipient or message were refused.</summary>
public sealed class SmtpCommandException(SmtpStatusCode status, string message, Exception innerException) : Exception(message, innerException)
{
    /// <summary>What the server answered.</summary>
    public SmtpStatusCode StatusCode { get; } = status;
}

/// <summary>The connection broke, or what came over it was no SMTP.</summary>
public sealed class SmtpProtocolException(string message, Exception innerException) : Exception(message, innerException);
