namespace MailKit.Security;

/// <summary>How a connection is encrypted.</summary>
public enum SecureSocketOptions
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Whatever the port asks for.</summary>
    Auto,

    /// <summary>From the first byte on.</summary>
    SslOnConnect,

    /// <summary>STARTTLS, or not at all.</summary>
    StartTls,

    /// <summary>STARTTLS if the server offers it.</summary>
    StartTlsWhenAvailable,
}
