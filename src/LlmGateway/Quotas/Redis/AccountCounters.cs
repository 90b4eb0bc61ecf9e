using LlmGateway.Metering;

namespace LlmGateway.Quotas.Redis;

/// <summary>Field <c>c</c> of an account's hash.</summary>
/// <param name="Version">Version of the limits that it was last counted under, or one of the constants.</param>
/// <param name="FirstDay">Oldest day of a rolling window; <see cref="NoDay"/> if it has none.</param>
internal readonly record struct AccountCounters(long Version, int FirstDay, Amounts Posted, Amounts Held)
{
    /// <summary>No call was admitted on it: something was posted, brought back, or rebuilt from the ledger only.</summary>
    public const long NeverCounted = -2;

    /// <summary>It was filled from the ledger.</summary>
    public const long Filled = -1;

    public const int NoDay = -1;

    public static AccountCounters None { get; } = new(NeverCounted, NoDay, Amounts.Zero, Amounts.Zero);

    /// <exception cref="FormatException">These are no counters.</exception>
    public static AccountCounters Read(ReadOnlySpan<byte> bytes) => new(
        RedisNumbers.Number(bytes, 0), (int)RedisNumbers.Number(bytes, 1),
        RedisNumbers.Amounts(bytes[(2 * RedisNumbers.Size)..]), RedisNumbers.Amounts(bytes[((2 * RedisNumbers.Size) + RedisNumbers.SizeOfAmounts)..]));

    public byte[] Write()
    {
        var bytes = new byte[(2 * RedisNumbers.Size) + (2 * RedisNumbers.SizeOfAmounts)];
        var writer = new NumberWriter(bytes);
        writer.Add(Version);
        writer.Add(FirstDay);
        writer.Add(Posted);
        writer.Add(Held);
        return bytes;
    }
}
