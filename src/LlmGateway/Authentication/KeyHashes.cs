using System.Security.Cryptography;
using System.Text;

namespace LlmGateway.Authentication;

/// <summary>Fingerprints of keys under the peppers. No slow hash: 256 random bits have no dictionary, and a slow one would let strangers burn our processors.</summary>
internal sealed class KeyHashes(Peppers peppers)
{
    /// <summary>The fingerprint under the pepper in force: what memory is keyed by and what new secrets are stored as.</summary>
    public KeyHash Of(ReadOnlySpan<char> key) => Of(key, peppers.Current);

    /// <summary>All forms in which a key may be stored: under the pepper in force and under those before it.</summary>
    public IReadOnlyList<string> StoredForms(string key) => [Of(key).ToString(), .. peppers.Previous.Select(pepper => Of(key, pepper).ToString())];

    /// <param name="key">Of the right form: ASCII.</param>
    private static KeyHash Of(ReadOnlySpan<char> key, byte[] pepper)
    {
        Span<byte> ascii = stackalloc byte[KeyFormat.Length];
        Span<byte> hash = stackalloc byte[KeyHash.Bytes];
        var length = Encoding.ASCII.GetBytes(key, ascii);
        HMACSHA256.HashData(pepper, ascii[..length], hash);
        return KeyHash.From(hash);
    }
}
