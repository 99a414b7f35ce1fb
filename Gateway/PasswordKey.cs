using System.Security.Cryptography;
using System.Text;

namespace Telemetry.Gateway;

/// <summary>
/// A key derived from ADMIN_PASSWORD alone: equal on each of several gateways, and another one when the password changes.
/// </summary>
internal sealed class PasswordKey
{
    private const int Size = 32;

    // OWASP's figure for PBKDF2 with SHA-256. It costs one start a moment, and an attacker the same for each guessed password.
    private const int Iterations = 600_000;

    private PasswordKey(byte[] bytes) => Bytes = bytes;

    internal byte[] Bytes { get; }

    public static PasswordKey From(string password) => new(Rfc2898DeriveBytes.Pbkdf2(
        Encoding.UTF8.GetBytes(password), "telemetry gateway session"u8, Iterations, HashAlgorithmName.SHA256, Size));

    /// <summary>An independent key for one purpose; it reveals nothing of this one.</summary>
    public PasswordKey For(string purpose) => new(HKDF.Expand(HashAlgorithmName.SHA256, Bytes, Size, Encoding.UTF8.GetBytes(purpose)));
}
