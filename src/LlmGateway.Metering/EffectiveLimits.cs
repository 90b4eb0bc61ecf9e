using System.Runtime.CompilerServices;

namespace LlmGateway.Metering;

/// <summary>What really limits a subject: its own record over its tier's. Null is unlimited here, and there is no "inherit" any more.</summary>
public sealed record EffectiveLimits
{
    public static EffectiveLimits Unlimited { get; } = Combine(null, null);

    /// <summary>What each written record came to last: every call asks for several, and records are replaced, never changed.</summary>
    private static readonly ConditionalWeakTable<SubjectLimits, Resolved> s_resolved = [];

    private readonly long?[] _meters = new long?[QuotaMeters.Count];

    private EffectiveLimits() { }

    public long? this[QuotaMeter meter] => _meters[(int)meter];

    public long? RequestsPerMinute { get; private init; }
    public long? TokensPerMinute { get; private init; }
    public long? MaxParallelRequests { get; private init; }
    public WindowKind Window { get; private init; }
    public Enforcement Enforcement { get; private init; }

    /// <summary>True if a rate is limited: requests or tokens per minute, calls in parallel.</summary>
    public bool LimitsRates => RequestsPerMinute is not null || TokensPerMinute is not null || MaxParallelRequests is not null;

    /// <summary>A limit of the subject's own record wins over the tier's; 0 in either is unlimited; a switched-off record limits nothing and hides the tier's.</summary>
    public static EffectiveLimits Resolve(SubjectLimits? own, SubjectLimits? tier)
    {
        if ((own ?? tier) is not { } written) return Unlimited;
        if (s_resolved.TryGetValue(written, out var known) && known.IsOf(own, tier)) return known.Limits;
        var limits = Combine(own, tier);
        s_resolved.AddOrUpdate(written, new(own is not null, tier, limits));
        return limits;
    }

    private static EffectiveLimits Combine(SubjectLimits? own, SubjectLimits? tier)
    {
        if (own is { IsActive: false }) (own, tier) = (SubjectLimits.None, null);
        own ??= SubjectLimits.None;
        tier ??= SubjectLimits.None;
        var effective = new EffectiveLimits
        {
            RequestsPerMinute = Limit(own.RequestsPerMinute ?? tier.RequestsPerMinute),
            TokensPerMinute = Limit(own.TokensPerMinute ?? tier.TokensPerMinute),
            MaxParallelRequests = Limit(own.MaxParallelRequests ?? tier.MaxParallelRequests),
            Window = own.Window ?? tier.Window ?? WindowKind.CalendarMonth,
            Enforcement = own.Enforcement ?? tier.Enforcement ?? Metering.Enforcement.Strict,
        };
        foreach (var meter in QuotaMeters.All) effective._meters[(int)meter] = Limit(own[meter] ?? tier[meter]);
        return effective;
    }

    private static long? Limit(long? written) => written is 0 ? null : written;

    private sealed record Resolved(bool HasOwn, SubjectLimits? Tier, EffectiveLimits Limits)
    {
        public bool IsOf(SubjectLimits? own, SubjectLimits? tier) => HasOwn == own is not null && ReferenceEquals(Tier, tier);
    }
}
