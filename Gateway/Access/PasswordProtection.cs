using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Telemetry.Gateway.Access;

/// <summary>
/// Encrypts the session cookie with a key derived from ADMIN_PASSWORD alone. So sessions survive a restart, are valid at each of several
/// gateways without shared key storage, and end when the password changes.
/// </summary>
internal sealed class PasswordProtection(PasswordKey key) : IDataProtectionProvider, IDataProtector
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <summary>An independent key for each purpose.</summary>
    public IDataProtector CreateProtector(string purpose) => new PasswordProtection(key.For(purpose));

    /// <summary>Nonce, tag, ciphertext. The nonce is random: safe for some billions of sessions per password.</summary>
    public byte[] Protect(byte[] plaintext)
    {
        var result = new byte[NonceSize + TagSize + plaintext.Length];
        var nonce = result.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);

        using var aes = new AesGcm(key.Bytes, TagSize);
        aes.Encrypt(nonce, plaintext, result.AsSpan(NonceSize + TagSize), result.AsSpan(NonceSize, TagSize));
        return result;
    }

    public byte[] Unprotect(byte[] protectedData)
    {
        if (protectedData.Length < NonceSize + TagSize)
            throw new CryptographicException("too short");

        var plaintext = new byte[protectedData.Length - NonceSize - TagSize];
        using var aes = new AesGcm(key.Bytes, TagSize);
        aes.Decrypt(
            protectedData.AsSpan(0, NonceSize),
            protectedData.AsSpan(NonceSize + TagSize),
            protectedData.AsSpan(NonceSize, TagSize),
            plaintext);
        return plaintext;
    }
}
