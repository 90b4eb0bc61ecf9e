using CsCheck;

namespace LlmGateway.Tests.Json;

/// <summary>Bytes in pieces, for readers that must not care where a network cuts.</summary>
internal static class Splits
{
    /// <summary>Lengths of pieces; many small ones, so that every place is cut some day.</summary>
    public static Gen<int[]> Any { get; } = Gen.OneOf(Gen.Int[1, 8].Array[1, 64], Gen.Int[1, 400].Array[1, 16], Gen.Const(new[] { 1 }), Gen.Const(new[] { int.MaxValue }));

    /// <summary>Hands the bytes on piece by piece; the lengths repeat.</summary>
    public static void Feed(ReadOnlySpan<byte> bytes, int[] lengths, SplitRead read)
    {
        for (var (from, piece) = (0, 0); from < bytes.Length; piece++)
        {
            var length = Math.Min(lengths[piece % lengths.Length], bytes.Length - from);
            read(bytes.Slice(from, length));
            from += length;
        }
    }

    internal delegate void SplitRead(ReadOnlySpan<byte> piece);
}
