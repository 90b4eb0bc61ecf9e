using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using LlmGateway.Metering;

namespace LlmGateway.Quotas.Redis;

/// <summary>
/// Numbers as the scripts read and write them: little-endian doubles, eight bytes each, which hold every amount exactly (<see cref="Amounts.Largest"/>) and which a
/// script reads many of in one step. What is unlimited is infinite.
/// </summary>
internal static class RedisNumbers
{
    public const int Size = sizeof(double);

    public const int SizeOfAmounts = QuotaMeters.Count * Size;

    /// <summary>1 for strict and 0 for shadow, seven limits, requests and tokens per minute, calls in parallel.</summary>
    public const int SizeOfLimits = (1 + QuotaMeters.Count + 3) * Size;

    /// <summary>Limits are shared by all calls until they change; so are their bytes.</summary>
    private static readonly ConditionalWeakTable<EffectiveLimits, byte[]> s_limits = [];

    public static byte[] Of(Amounts amounts)
    {
        var bytes = new byte[SizeOfAmounts];
        new NumberWriter(bytes).Add(amounts);
        return bytes;
    }

    public static byte[] Of(EffectiveLimits limits) => s_limits.GetValue(limits, Write);

    public static Amounts Amounts(ReadOnlySpan<byte> bytes) => new(
        Number(bytes, 0), Number(bytes, 1), Number(bytes, 2), Number(bytes, 3), Number(bytes, 4), Number(bytes, 5), Number(bytes, 6));

    /// <summary>What a script compares: the enforcement and the limits of the meters.</summary>
    public static EffectiveLimits Limits(ReadOnlySpan<byte> bytes) => EffectiveLimits.Resolve(
        new()
        {
            Enforcement = Number(bytes, 0) == 1 ? Enforcement.Strict : Enforcement.Shadow,
            MonthlyTokenLimit = Limit(bytes, 1),
            MonthlyCallLimit = Limit(bytes, 2),
            MonthlyCostLimit = Limit(bytes, 3),
            VideoGenerationLimit = Limit(bytes, 4),
            ImageGenerationLimit = Limit(bytes, 5),
            ScriptGenerationLimit = Limit(bytes, 6),
            VideoSecondsLimit = Limit(bytes, 7),
        },
        null);

    /// <exception cref="FormatException">There are fewer numbers.</exception>
    public static long Number(ReadOnlySpan<byte> bytes, int at) =>
        bytes.Length >= (at + 1) * Size ? (long)BinaryPrimitives.ReadDoubleLittleEndian(bytes[(at * Size)..]) : throw new FormatException("Numbers of the store are not readable.");

    private static long? Limit(ReadOnlySpan<byte> bytes, int at) =>
        BinaryPrimitives.ReadDoubleLittleEndian(bytes[(at * Size)..]) is var limit && double.IsInfinity(limit) ? null : (long)limit;

    private static byte[] Write(EffectiveLimits limits)
    {
        var bytes = new byte[SizeOfLimits];
        var writer = new NumberWriter(bytes);
        writer.Add(limits.Enforcement == Enforcement.Strict ? 1 : 0);
        foreach (var meter in QuotaMeters.All) writer.AddLimit(limits[meter]);
        writer.AddLimit(limits.RequestsPerMinute);
        writer.AddLimit(limits.TokensPerMinute);
        writer.AddLimit(limits.MaxParallelRequests);
        return bytes;
    }
}
