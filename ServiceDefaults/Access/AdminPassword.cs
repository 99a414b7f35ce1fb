using System.Security.Cryptography;
using System.Text;

namespace Telemetry.ServiceDefaults.Access;

/// <summary>The one password of the admin.</summary>
public sealed class AdminPassword(string password)
{
    private readonly byte[] _digest = SHA256.HashData(Encoding.UTF8.GetBytes(password));

    /// <summary>Compares in constant time: digests have one length and are compared whole.</summary>
    public bool Matches(string attempt) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(attempt)), _digest);
}
