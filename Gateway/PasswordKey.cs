using System.Security.Cryptography;
using System.Text;

namespace Telemetry.Gateway;

/// <summary>
/// A key derived from ADMIN_PASSWORD alone: equal at each of several gateways, and different after a change of the password.
/// </summary>
internal sealed class PasswordKey
{
    private const int Size = 32;

    // OWASP's figure for PBKDF2 with SHA-256. It costs a moment at start, and an attacker the same for each guessed password.
    private const int Iterations = 600_000;

    private PasswordKey(byte[] bytes) => Bytes = bytes;

    internal byte[] Bytes { get; }

    public static PasswordKey From(string password) => new(Rfc2898DeriveBytes.Pbkdf2(
        Encoding.UTF8.GetBytes(password), "telemetry gateway session"u8, Iterations, HashAlgorithmName.SHA256, Size));

    /// <summary>An independent key for one purpose; this key cannot be derived from it.</summary>
    public PasswordKey For(string purpose) => new(HKDF.Expand(HashAlgorithmName.SHA256, Bytes, Size, Encoding.UTF8.GetBytes(purpose)));
}
