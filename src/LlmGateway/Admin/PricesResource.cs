namespace LlmGateway.Admin;

/// <summary>Prices, and what service tiers multiply them by.</summary>
internal sealed record PricesResource(IReadOnlyList<PriceResource> Data, IReadOnlyList<MultiplierResource> Multipliers);
