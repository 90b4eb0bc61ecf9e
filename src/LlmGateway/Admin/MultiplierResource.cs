using LlmGateway.Metering.Prices;

namespace LlmGateway.Admin;

/// <summary>What a service tier multiplies prices by.</summary>
/// <param name="Tier"><c>*</c> multiplies every call of the provider.</param>
/// <param name="Model">Prefix of the models that it holds for; null for all.</param>
internal sealed record MultiplierResource(
    string Provider, string Tier, string? Model, decimal Factor, bool Guaranteed, DateOnly? ValidFrom, DateOnly? ValidUntil, string? Source, string? Date, bool Uncertain, string? Note)
{
    public static MultiplierResource Of(PriceMultiplier row) =>
        new(row.Provider, row.Tier, row.Model, row.Factor, row.Guaranteed, row.ValidFrom, row.ValidUntil, row.Source, row.SourceDate, row.Uncertain, row.Note);
}
