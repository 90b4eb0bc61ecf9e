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

    public static string New(string prefix, TimeProvider time) => prefix + Encode(Guid.CreateVersion7(time.GetUtcNow()));

    private static string Encode(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var value = new UInt128(
            System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes),
            System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
        return string.Create(26, value, static (span, rest) =>
        {
            for (var i = span.Length - 1; i >= 0; i--, rest >>= 5) span[i] = Alphabet[(int)(rest & 31)];
        });
    }
}
