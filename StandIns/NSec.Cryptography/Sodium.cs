using System.Runtime.InteropServices;

namespace NSec.Cryptography;

internal static partial class Sodium
{
    // The versioned name: the plain one comes only with Debian's -dev package.
    private const string Library = "libsodium.so.23";

    static Sodium()
    {
        if (Initialize() < 0)
            throw new InvalidOperationException("libsodium could not be initialised");
    }

    public static bool Verify(ReadOnlySpan<byte> signature, ReadOnlySpan<byte> data, ReadOnlySpan<byte> publicKey) =>
        VerifyDetached(signature, data, (ulong)data.Length, publicKey) == 0;

    public static void Sign(Span<byte> signature, ReadOnlySpan<byte> data, ReadOnlySpan<byte> secretKey)
    {
        if (SignDetached(signature, 0, data, (ulong)data.Length, secretKey) != 0)
            throw new InvalidOperationException("libsodium could not sign");
    }

    public static void KeyPair(Span<byte> publicKey, Span<byte> secretKey, ReadOnlySpan<byte> seed)
    {
        if (SeedKeyPair(publicKey, secretKey, seed) != 0)
            throw new InvalidOperationException("libsodium could not make a key pair");
    }

    [LibraryImport(Library, EntryPoint = "sodium_init")]
    private static partial int Initialize();

    [LibraryImport(Library, EntryPoint = "crypto_sign_verify_detached")]
    private static partial int VerifyDetached(ReadOnlySpan<byte> signature, ReadOnlySpan<byte> data, ulong length, ReadOnlySpan<byte> publicKey);

    [LibraryImport(Library, EntryPoint = "crypto_sign_detached")]
    private static partial int SignDetached(Span<byte> signature, nint noLength, ReadOnlySpan<byte> data, ulong length, ReadOnlySpan<byte> secretKey);

    [LibraryImport(Library, EntryPoint = "crypto_sign_seed_keypair")]
    private static partial int SeedKeyPair(Span<byte> publicKey, Span<byte> secretKey, ReadOnlySpan<byte> seed);
}
