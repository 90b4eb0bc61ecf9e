using System.Collections.Immutable;
using LlmGateway.Authentication;
using LlmGateway.Metering;

namespace LlmGateway.Tests.Admin;

/// <summary>Tiers that a test can change, as an operator changes config/tiers.json.</summary>
internal sealed class TierTable
{
    private ImmutableDictionary<string, Tier> _tiers = new[]
    {
        new Tier("free", new() { MonthlyTokenLimit = 100_000, MonthlyCallLimit = 200, MonthlyCostLimit = Money.NanoPerUsd, VideoGenerationLimit = 2 }),
        new Tier("pro", new() { MonthlyTokenLimit = 10_000_000, MonthlyCallLimit = 20_000 }),
        new Tier("enterprise", SubjectLimits.None),
    }.ToImmutableDictionary(tier => tier.Name);

    public TierTable() => Book = new(() => _tiers);

    public TierBook Book { get; }

    public void Set(string name, SubjectLimits? limits)
    {
        _tiers = limits is null ? _tiers.Remove(name) : _tiers.SetItem(name, new(name, limits));
        Book.Announce();
    }
}
