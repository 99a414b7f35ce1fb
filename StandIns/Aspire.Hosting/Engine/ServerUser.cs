using System.Globalization;

namespace Aspire.Hosting.Engine;

/// <summary>The user that a package made for its server, or another who has few rights. PostgreSQL refuses to run as root, and the others need not.</summary>
/// <param name="Name">The user's name.</param>
/// <param name="Id">The user's number.</param>
/// <param name="Group">The number of its group.</param>
internal sealed record ServerUser(string Name, uint Id, uint Group)
{
    /// <summary>The user to change to: null if we are not root and so the server runs as we do.</summary>
    public static ServerUser? For(string name)
    {
        if (!Environment.IsPrivilegedProcess)
            return null;

        var fields = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).FirstOrDefault(f => f[0] == name && f.Length > 3)
            ?? throw new DistributedApplicationException($"There is no user {name}, which the server's package should have made.");
        return new(name, uint.Parse(fields[2], CultureInfo.InvariantCulture), uint.Parse(fields[3], CultureInfo.InvariantCulture));
    }

    /// <summary>What to put before a command so that it runs as this user.</summary>
    public IEnumerable<string> Prefix => ["setpriv", $"--reuid={Id}", $"--regid={Group}", "--init-groups", "--"];
}
