namespace LlmGateway.Metering.Prices;

/// <summary>What does not go by tokens, in nano-USD, before multipliers; null if the quantity is not known.</summary>
internal static class PieceCost
{
    private const decimal NanoPerUsd = Money.NanoPerUsd;
    private const decimal Million = 1_000_000;
    private const long SecondsPerHour = 3600;

    public static decimal? Of(PriceRow row, Usage usage) => row.Unit switch
    {
        PriceUnit.Image => Of(row, usage.Images),
        PriceUnit.Second => Of(row, Milliseconds(row, usage)) / 1000,
        PriceUnit.Minute => Of(row, Milliseconds(row, usage)) / 60_000,
        PriceUnit.MillionCharacters => Of(row, usage.Characters) / Million,
        PriceUnit.Item => Of(row, usage.Items ?? usage.Videos ?? usage.Images),
        PriceUnit.Request => Of(row, 1),
        _ => null,
    };

    public static decimal? OfCalls(PriceRow row, long calls) => Of(row, calls) / 1000;

    public static decimal? OfStorage(PriceRow row, long tokenSeconds) => Of(row, tokenSeconds) / SecondsPerHour / Million;

    private static decimal? Of(PriceRow row, long? quantity) => quantity is null ? null : row.Price * Quantity.Clamp(quantity) * NanoPerUsd;

    private static long? Milliseconds(PriceRow row, Usage usage)
    {
        if ((usage.VideoMilliseconds ?? usage.AudioMilliseconds) is not { } milliseconds) return null;
        if (row.StepSeconds is not { } seconds) return milliseconds;
        var step = seconds * 1000L;
        var exact = Quantity.Clamp(milliseconds);
        return (exact + step - 1) / step * step;
    }
}
