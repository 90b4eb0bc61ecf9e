using System.Runtime.InteropServices;
using System.Text.Json;
using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Tokens;

/// <summary>Media that stand in a body as base64: how large they are, and their first bytes. Nothing but the first 64 kB is ever decoded.</summary>
internal static class DataUrl
{
    private const int LargestHead = 64 * 1024;

    /// <summary>The base64 of a JSON string that is a data URL; empty for any other string.</summary>
    public static ReadOnlySpan<byte> Base64Of(JsonElement url)
    {
        if (url.ValueKind != JsonValueKind.String) return [];
        var raw = JsonMarshal.GetRawUtf8Value(url)[1..^1];
        if (!raw.StartsWith("data:"u8)) return [];
        var comma = raw.IndexOf((byte)',');
        return comma < 0 ? [] : raw[(comma + 1)..];
    }

    /// <summary>About how many bytes the base64 stands for.</summary>
    public static long SizeOf(ReadOnlySpan<byte> base64) => base64.Length / 4L * 3;

    /// <summary>The first bytes, as many as can be decoded; slashes may be escaped, as PHP writes them.</summary>
    public static byte[] Head(ReadOnlySpan<byte> base64)
    {
        var characters = new char[Math.Min(base64.Length, LargestHead)];
        var (_, written) = JsonText.Decode(base64, characters.Length < 2 ? new char[2] : characters);
        var whole = Math.Min(written, characters.Length) & ~3;
        var bytes = new byte[whole / 4 * 3];
        return Convert.TryFromBase64Chars(characters.AsSpan(0, whole), bytes, out var decoded) ? bytes[..decoded] : [];
    }
}
