namespace MailKit.Security;

/// <summary>The login was refused.</summary>
public sealed class AuthenticationException(string message, Exception innerException) : Exception(message, innerException);

/// <summary>No TLS was agreed on.</summary>
public sealed class SslHandshakeException(string message, Exception innerException) : Exception(message, innerException);
