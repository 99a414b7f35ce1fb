using System.Security.Cryptography;
using System.Text;

namespace Telemetry.Gateway.Access;

/// <summary>A key that comes from ADMIN_PASSWORD and nothing else: the same on each of several gateways, and another when the password changes.</summary>
public sealed class PasswordKey
{
    private const int Size = 32;

    // OWASP's figure for PBKDF2 with SHA-256. It is paid once per start, and by whoever guesses passwords with what was made with the key.
    private const int Iterations = 600_000;

    private PasswordKey(byte[] bytes) => Bytes = bytes;

    internal byte[] Bytes { get; }

    /// <summary>Derives it; that takes a moment.</summary>
    public static PasswordKey From(string password) => new(Rfc2898DeriveBytes.Pbkdf2(
        Encoding.UTF8.GetBytes(password), "telemetry gateway session"u8, Iterations, HashAlgorithmName.SHA256, Size));

    /// <summary>A key of its own for a purpose; it tells nothing of this one.</summary>
    public PasswordKey For(string purpose) => new(HKDF.Expand(HashAlgorithmName.SHA256, Bytes, Size, Encoding.UTF8.GetBytes(purpose)));
}
