using NSec.Cryptography;
using Telemetry.Ingestion.Instances;

namespace Telemetry.Tests.Ingestion;

public sealed class SignatureTests
{
    private static readonly Key Key =
        Key.Import(SignatureAlgorithm.Ed25519, Enumerable.Range(0, 32).Select(i => (byte)i).ToArray(), KeyBlobFormat.RawPrivateKey);
    private static readonly byte[] Body = """{"action":"activate"}"""u8.ToArray();
    private static readonly string Good = Convert.ToHexStringLower(SignatureAlgorithm.Ed25519.Sign(Key, Body));

    public static TheoryData<string, string?> Malformed => new()
    {
        { "none", null },
        { "empty", "" },
        { "one digit", "a" },
        { "one digit less", Good[..^1] },
        { "one byte less", Good[..^2] },
        { "one digit more", Good + "0" },
        { "one byte more", Good + "00" },
        { "half of it", Good[..64] },
        { "twice", Good + Good },
        { "a prefix", "0x" + Good },
        { "a prefix in place of a byte", "0x" + Good[2..] },
        { "a space before", " " + Good[1..] },
        { "a space behind", Good[..^1] + " " },
        { "a line end", Good[..^1] + "\n" },
        { "a letter beyond f", "g" + Good[1..] },
        { "a letter beyond f at the end", Good[..^1] + "G" },
        { "a NUL", Good[..^1] + "\0" },
        { "full-width digits", "\uff10" + Good[1..] },
        { "half a surrogate pair", "\ud800" + Good[1..] },
        { "base64", Convert.ToBase64String(Convert.FromHexString(Good)) },
        { "hyphens", string.Join('-', Good.Chunk(2).Select(pair => new string(pair)))[..128] },
        { "zeros", new string('0', 128) },
        { "ones", new string('f', 128) },
        { "the first bit flipped", Flip(0) },
        { "the last bit flipped", Flip(63) },
        { "halves exchanged", Good[64..] + Good[..64] },
        { "very long", new string('a', 1_000_000) },
    };

    [Fact]
    public void A_signature_over_the_same_bytes_is_valid() => Assert.True(Signature.IsValid(Key.PublicKey, Body, Good));

    [Fact]
    public void A_signature_in_upper_case_is_valid() => Assert.True(Signature.IsValid(Key.PublicKey, Body, Good.ToUpperInvariant()));

    [Theory]
    [MemberData(nameof(Malformed))]
    public void A_malformed_or_wrong_signature_is_not_valid(string description, string? signature) =>
        Assert.False(Signature.IsValid(Key.PublicKey, Body, signature), description);

    [Fact]
    public void A_signature_over_other_bytes_is_not_valid()
    {
        Assert.False(Signature.IsValid(Key.PublicKey, [], Good));
        Assert.False(Signature.IsValid(Key.PublicKey, Body.AsSpan(1), Good));
        Assert.False(Signature.IsValid(Key.PublicKey, [.. Body, (byte)'\n'], Good));
    }

    [Fact]
    public void A_signature_by_another_key_is_not_valid()
    {
        using var other = Key.Create(SignatureAlgorithm.Ed25519);

        Assert.False(Signature.IsValid(other.PublicKey, Body, Good));
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public void A_degenerate_public_key_verifies_no_signature(string publicKey)
    {
        Assert.True(
            PublicKey.TryImport(SignatureAlgorithm.Ed25519, Convert.FromHexString(publicKey), KeyBlobFormat.RawPublicKey, out var key));

        Assert.False(Signature.IsValid(key!, Body, new string('0', 128)));
        Assert.False(Signature.IsValid(key!, Body, "01" + new string('0', 126)));
    }

    private static string Flip(int index)
    {
        var signature = Convert.FromHexString(Good);
        signature[index] ^= 1;
        return Convert.ToHexStringLower(signature);
    }
}
