using System.Globalization;
using LlmGateway.Metering.Prices;
using LlmGateway.Operations;

namespace LlmGateway.Admin;

/// <summary>A price row. Amounts are decimal strings of USD for one <paramref name="Unit"/>, by kind of token, or under <c>price</c> for other units.</summary>
/// <param name="Id">As ledger rows name it in their metadata.</param>
/// <param name="ForModel">For the calls of a tool: the prefix of the models that pay this.</param>
/// <param name="Overrides">True for a row of config/prices.override.json.</param>
/// <param name="InForce">True if it counts on the day that was asked for.</param>
internal sealed record PriceResource(
    string Id, string Provider, string Model, string Unit, IReadOnlyDictionary<string, string> Usd, LongContextResource? LongContext, string? Resolution, string? Quality, string? ForModel,
    int? StepSeconds, DateOnly? ValidFrom, DateOnly? ValidUntil, DateOnly? Shutdown, string? Source, string? Date, bool Uncertain, bool Overrides, bool InForce, string? Note)
{
    public static PriceResource Of(PriceRow row, bool isInForce) => new(
        row.Id, row.Provider, row.Model, row.Unit.Name(), Amounts(row, row.Price), row.LongContext is { } context ? new(context.AboveInputTokens, Amounts(context, null)) : null,
        row.Resolution, row.Quality, row.ForModel, row.StepSeconds, row.ValidFrom, row.ValidUntil, row.Shutdown, row.Source, row.SourceDate, row.Uncertain, row.Overrides, isInForce, row.Note);

    private static Dictionary<string, string> Amounts(TokenPrices prices, decimal? price)
    {
        var amounts = PriceRowCheck.TokenPricesOf(prices).ToDictionary(kind => kind.Name, kind => Written(kind.Usd));
        if (price is { } usd) amounts["price"] = Written(usd);
        return amounts;
    }

    private static string Written(decimal usd) => usd.ToString("0.############", CultureInfo.InvariantCulture);
}
