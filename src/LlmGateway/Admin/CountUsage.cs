namespace LlmGateway.Admin;

/// <param name="Limit">Null: unlimited.</param>
/// <param name="Used">What settled calls used.</param>
/// <param name="Held">What calls under way hold.</param>
/// <param name="Remaining">Limit minus used and held, not below 0; null if unlimited.</param>
internal sealed record CountUsage(long? Limit, long Used, long Held, long? Remaining)
{
    public static CountUsage Of(long? limit, long used, long held) => new(limit, used, held, limit is { } most ? Math.Max(0, most - used - held) : null);
}
