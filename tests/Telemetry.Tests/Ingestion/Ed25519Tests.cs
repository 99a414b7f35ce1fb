using NSec.Cryptography;

namespace Telemetry.Tests.Ingestion;

/// <summary>Clients use other libraries, so the test vectors are those of RFC 8032, section 7.1.</summary>
public sealed class Ed25519Tests
{
    [Theory]
    [InlineData(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    public void Keys_and_signatures_match_the_vectors_of_the_RFC(string seed, string publicKey, string message, string signature)
    {
        using var key = Key.Import(SignatureAlgorithm.Ed25519, Convert.FromHexString(seed), KeyBlobFormat.RawPrivateKey);
        var data = Convert.FromHexString(message);

        Assert.Equal(publicKey, Convert.ToHexStringLower(key.PublicKey.Export(KeyBlobFormat.RawPublicKey)));
        Assert.Equal(signature, Convert.ToHexStringLower(SignatureAlgorithm.Ed25519.Sign(key, data)));
        Assert.True(SignatureAlgorithm.Ed25519.Verify(key.PublicKey, data, Convert.FromHexString(signature)));
    }

    [Fact]
    public void A_changed_byte_of_data_signature_or_key_is_refused()
    {
        using var key = Key.Create(SignatureAlgorithm.Ed25519);
        using var other = Key.Create(SignatureAlgorithm.Ed25519);
        byte[] data = [1, 2, 3];
        var signature = SignatureAlgorithm.Ed25519.Sign(key, data);

        Assert.False(SignatureAlgorithm.Ed25519.Verify(key.PublicKey, [1, 2, 4], signature));
        Assert.False(SignatureAlgorithm.Ed25519.Verify(key.PublicKey, data, [.. signature[..63], (byte)(signature[63] ^ 1)]));
        Assert.False(SignatureAlgorithm.Ed25519.Verify(key.PublicKey, data, signature.AsSpan(0, 63)));
        Assert.False(SignatureAlgorithm.Ed25519.Verify(other.PublicKey, data, signature));
    }

    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    public void A_public_key_has_32_bytes(int length) =>
        Assert.False(PublicKey.TryImport(SignatureAlgorithm.Ed25519, new byte[length], KeyBlobFormat.RawPublicKey, out _));
}
