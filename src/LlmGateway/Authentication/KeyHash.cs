using System.Buffers.Binary;

namespace LlmGateway.Authentication;

/// <summary>An HMAC-SHA-256 of a whole key. Whatever a key is found by is one of these, never a part of its text.</summary>
internal readonly record struct KeyHash(ulong A, ulong B, ulong C, ulong D)
{
    public const int Bytes = 32;

    public static KeyHash From(ReadOnlySpan<byte> hash) => new(
        BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[8..]),
        BinaryPrimitives.ReadUInt64BigEndian(hash[16..]), BinaryPrimitives.ReadUInt64BigEndian(hash[24..]));

    /// <summary>Lower-case hex, as the database stores it.</summary>
    public override string ToString() => FormattableString.Invariant($"{A:x16}{B:x16}{C:x16}{D:x16}");

    /// <summary>The bits of an HMAC are spread evenly already, and nobody without the pepper can choose them.</summary>
    public override int GetHashCode() => (int)A;
}
