using CsCheck;
using LlmGateway.Authentication;

namespace LlmGateway.Tests.Authentication;

public sealed class KeyFormatTests
{
    private static readonly KeyHashes s_hashes = new(new Peppers(new byte[32], []));

    [Fact]
    public void A_key_has_its_prefix_a_public_part_a_secret_and_a_checksum()
    {
        var key = KeyFormat.Generate();
        Assert.Matches("^lgw_[0-9A-Za-z]{10}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$", key);
        Assert.Equal(KeyFormat.Length, key.Length);
        Assert.True(KeyFormat.IsValid(key));
    }

    [Fact]
    public void The_checksum_is_the_crc32_of_zlib() => Assert.Equal(0xCBF43926u, Crc32.Of("123456789")); // The check value of CRC-32/ISO-HDLC.

    [Fact]
    public void A_key_that_is_changed_anywhere_is_no_key() => Gen.Select(Gen.Int[0, KeyFormat.Length - 1], Gen.Char).Sample((place, character) =>
    {
        var key = KeyFormat.Generate();
        var changed = string.Concat(key.AsSpan(0, place), [character], key.AsSpan(place + 1));
        return changed == key || !KeyFormat.IsValid(changed);
    });

    [Fact]
    public void Text_that_is_no_key_is_refused_without_a_fault() => Gen.OneOf(Gen.String, Gen.String[Gen.Char["lgw_0Az"], 60, 70]).Sample(text => !KeyFormat.IsValid(text));

    [Theory]
    [InlineData("")]
    [InlineData("lgw_")]
    [InlineData("sk-proj-0123456789")]
    [InlineData("lgw_0123456789_0123456789012345678901234567890123456789012_000000")]
    [InlineData("' OR '1'='1' --                                                   ")]
    public void Well_known_junk_is_refused(string text) => Assert.False(KeyFormat.IsValid(text));

    [Fact]
    public void Cut_and_lengthened_keys_are_refused()
    {
        var key = KeyFormat.Generate();
        for (var length = 0; length < key.Length; length++) Assert.False(KeyFormat.IsValid(key.AsSpan(0, length)));
        Assert.False(KeyFormat.IsValid(key + "0"));
        Assert.False(KeyFormat.IsValid(" " + key));
        Assert.False(KeyFormat.IsValid(key.ToUpperInvariant()));
    }

    /// <summary>Keys that differ in one character only, as neighbours as two keys can be, have different fingerprints under every pepper.</summary>
    [Fact]
    public void Two_different_keys_never_have_the_same_fingerprint()
    {
        var seen = new Dictionary<KeyHash, string>();
        Gen.Select(Gen.Int[0, KeyFormat.Length - 1], Gen.Char['0', 'z']).Sample((place, character) =>
        {
            const string key = "lgw_0123456789_0123456789012345678901234567890123456789012_000000";
            var neighbour = string.Concat(key.AsSpan(0, place), [character], key.AsSpan(place + 1));
            return seen.TryAdd(s_hashes.Of(neighbour), neighbour) || seen[s_hashes.Of(neighbour)] == neighbour;
        }, iter: 5000, threads: 1);
        Assert.True(seen.Count > 1000);
    }

    [Fact]
    public void A_fingerprint_is_the_hmac_of_the_whole_key_under_each_pepper()
    {
        byte[] current = [.. Enumerable.Range(0, 32).Select(number => (byte)number)], old = [.. Enumerable.Range(100, 40).Select(number => (byte)number)];
        var key = KeyFormat.Generate();
        var forms = new KeyHashes(new Peppers(current, [old])).StoredForms(key);
        Assert.Equal([Hex(current), Hex(old)], forms);
        Assert.Equal(Hex(current), new KeyHashes(new Peppers(current, [])).Of(key).ToString());

        string Hex(byte[] pepper) => Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(pepper, System.Text.Encoding.ASCII.GetBytes(key)));
    }

    [Theory]
    [InlineData("alice", true)]
    [InlineData("alice@example.com", true)]
    [InlineData("a.b_c:d-e", true)]
    [InlineData("...", true)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("a\n", false)]
    [InlineData("é", false)]
    public void Ids_of_callers_have_a_closed_alphabet(string id, bool isValid) => Assert.Equal(isValid, CallerId.IsValid(id));

    [Fact]
    public void Ids_of_callers_have_at_most_128_characters()
    {
        Assert.True(CallerId.IsValid(new string('a', 128)));
        Assert.False(CallerId.IsValid(new string('a', 129)));
    }
}
