using System.Buffers.Binary;
using System.Security.Cryptography;

namespace LlmGateway.Metering;

/// <summary>Our own ids: a prefix and 26 characters of base32 (Crockford's alphabet, lower case) of a UUIDv7, so that they sort by time.</summary>
public static class Ids
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    public const string Organization = "org_";
    public const string Team = "team_";
    public const string User = "usr_";
    public const string Key = "key_";
    public const string Reservation = "rsv_";
    public const string Request = "req_";

    /// <summary>Random bytes in stock for each thread: the operating system is asked once for a hundred ids.</summary>
    private const int Stock = 1000;

    [ThreadStatic]
    private static byte[]? t_random;

    [ThreadStatic]
    private static int t_left;

    /// <summary>The prefix and a UUID of version 7 (RFC 9562): ids that were made later sort later.</summary>
    public static string New(string prefix, TimeProvider time)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, time.GetUtcNow().ToUnixTimeMilliseconds() << 16);
        Draw(bytes[6..]);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return string.Create(prefix.Length + 26, (Prefix: prefix, Id: BinaryPrimitives.ReadUInt128BigEndian(bytes)), static (span, parts) =>
        {
            parts.Prefix.CopyTo(span);
            for (var i = span.Length - 1; i >= parts.Prefix.Length; i--, parts.Id >>= 5) span[i] = Alphabet[(int)(parts.Id & 31)];
        });
    }

    private static void Draw(Span<byte> bytes)
    {
        var stock = t_random ??= new byte[Stock];
        if (t_left < bytes.Length)
        {
            RandomNumberGenerator.Fill(stock);
            t_left = stock.Length;
        }

        t_left -= bytes.Length;
        stock.AsSpan(t_left, bytes.Length).CopyTo(bytes);
    }
}
