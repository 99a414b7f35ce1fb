namespace Aspire.Hosting;

/// <summary>The application cannot be built or started. The message is for the person at the terminal.</summary>
public sealed class DistributedApplicationException : Exception
{
    /// <summary>With a message.</summary>
    public DistributedApplicationException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and its cause.</summary>
    public DistributedApplicationException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
