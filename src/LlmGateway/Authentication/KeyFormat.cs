using System.Buffers;
using System.Security.Cryptography;

namespace LlmGateway.Authentication;

/// <summary>
/// What a virtual key looks like: <c>lgw_(10 base62)_(43 base62: 256 random bits)_(6 base62: CRC-32 of all before)</c>. The prefix lets secret scanners find
/// leaked keys; the checksum lets typing errors and junk be refused before anything is looked up.
/// </summary>
internal static class KeyFormat
{
    public const string Prefix = "lgw_";
    public const int Length = SecretEnd + 1 + ChecksumLength;

    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int PublicEnd = 4 + 10;
    private const int SecretEnd = PublicEnd + 1 + 43;
    private const int ChecksumLength = 6;

    private static readonly SearchValues<char> s_base62 = SearchValues.Create(Base62);

    public static string Generate()
    {
        Span<char> key = stackalloc char[Length];
        RandomNumberGenerator.GetItems(Base62, key);
        Prefix.CopyTo(key);
        key[PublicEnd] = key[SecretEnd] = '_';
        WriteChecksum(Crc32.Of(key[..SecretEnd]), key[^ChecksumLength..]);
        return new(key);
    }

    /// <summary>True if the text is formed like a key and its checksum is right; says nothing about whether the key exists.</summary>
    public static bool IsValid(ReadOnlySpan<char> key)
    {
        if (key.Length != Length || !key.StartsWith(Prefix) || key[PublicEnd] != '_' || key[SecretEnd] != '_') return false;
        if (key[Prefix.Length..PublicEnd].ContainsAnyExcept(s_base62) || key[(PublicEnd + 1)..SecretEnd].ContainsAnyExcept(s_base62)) return false;
        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(Crc32.Of(key[..SecretEnd]), checksum);
        return key.EndsWith(checksum);
    }

    private static void WriteChecksum(uint crc, Span<char> checksum)
    {
        for (var index = checksum.Length - 1; index >= 0; index--, crc /= 62) checksum[index] = Base62[(int)(crc % 62)];
    }
}
