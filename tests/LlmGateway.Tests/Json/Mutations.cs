using CsCheck;

namespace LlmGateway.Tests.Json;

/// <summary>Bytes that were damaged: some changed, some lost, some doubled, some put in.</summary>
internal static class Mutations
{
    private static readonly byte[] s_interesting = [.. "\"\\{}[]:,\r\n \0"u8, 0xFF, 0xC3, 0xEF, 0x80, (byte)'u', (byte)'d', (byte)'8', (byte)'-', (byte)'1', (byte)'e'];

    public static Gen<(int At, int Kind, byte Value)[]> Any { get; } =
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[0, 4], Gen.OneOf(Gen.Byte, Gen.Int[0, s_interesting.Length - 1].Select(index => s_interesting[index])),
            (at, kind, value) => (at, kind, value)).Array[0, 6];

    public static byte[] Apply(byte[] bytes, (int At, int Kind, byte Value)[] mutations)
    {
        var result = new List<byte>(bytes);
        foreach (var (at, kind, value) in mutations)
        {
            if (result.Count == 0) break;
            var place = at % result.Count;
            switch (kind)
            {
                case 0: result[place] = value; break;
                case 1: result.RemoveAt(place); break;
                case 2: result.Insert(place, value); break;
                case 3: result.RemoveRange(place, Math.Min(result.Count - place, value)); break;
                default: result.InsertRange(place, result.Skip(place).Take(value).ToArray()); break;
            }
        }

        return [.. result];
    }
}
