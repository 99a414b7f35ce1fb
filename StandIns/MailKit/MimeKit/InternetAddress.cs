using System.Collections.ObjectModel;

namespace MimeKit;

/// <summary>An address of a mail.</summary>
public abstract class InternetAddress
{
    /// <summary>With a name, or "".</summary>
    protected InternetAddress(string name) => Name = name;

    /// <summary>What is shown for it.</summary>
    public string Name { get; }
}

/// <summary>The address of a mailbox.</summary>
public sealed class MailboxAddress(string name, string address) : InternetAddress(name)
{
    /// <summary>For example <c>ops@example.org</c>.</summary>
    public string Address { get; } = address;
}

/// <summary>Addresses in one header.</summary>
public sealed class InternetAddressList : Collection<InternetAddress>;
