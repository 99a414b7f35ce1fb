namespace MailKit;

/// <summary>The client is not connected.</summary>
public sealed class ServiceNotConnectedException(string message) : InvalidOperationException(message);
