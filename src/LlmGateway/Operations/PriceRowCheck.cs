using LlmGateway.Metering.Prices;

namespace LlmGateway.Operations;

/// <summary>What must fit together within one price row.</summary>
internal static class PriceRowCheck
{
    private static readonly (string Name, Func<TokenPrices, decimal?> Get)[] s_kinds =
    [
        ("input", prices => prices.Input), ("cached_input", prices => prices.CachedInput), ("cache_write", prices => prices.CacheWrite),
        ("cache_write_long", prices => prices.CacheWriteLong), ("output", prices => prices.Output),
        ("audio_input", prices => prices.AudioInput), ("cached_audio_input", prices => prices.CachedAudioInput), ("audio_output", prices => prices.AudioOutput),
        ("image_input", prices => prices.ImageInput), ("cached_image_input", prices => prices.CachedImageInput), ("image_output", prices => prices.ImageOutput),
        ("video_input", prices => prices.VideoInput), ("cached_video_input", prices => prices.CachedVideoInput), ("video_output", prices => prices.VideoOutput),
    ];

    /// <summary>The kinds of tokens under their names in the file.</summary>
    public static IEnumerable<(string Name, decimal Usd)> TokenPricesOf(TokenPrices prices) =>
        s_kinds.Where(kind => kind.Get(prices) is not null).Select(kind => (kind.Name, kind.Get(prices)!.Value));

    public static void Run(ConfigurationObject row, PriceRow price)
    {
        if (price.Unit == PriceUnit.MillionTokens) Tokens(row, price);
        else Pieces(row, price);
        if (ModelName.Normalise(price.Model) != price.Model && !ModelName.IsTuned(price.Model)) row.Problem("model", $"must be written as '{ModelName.Normalise(price.Model)}'");
        if (price.ValidFrom > price.ValidUntil) row.Problem("valid_until", "lies before valid_from");
        if (price.ForModel is not null && price.Unit != PriceUnit.ThousandCalls) row.Problem("for_model", "is only for the calls of a tool");
        if (price.StepSeconds is not null && price.Unit is not (PriceUnit.Second or PriceUnit.Minute)) row.Problem("step_seconds", "is only for prices by time");
    }

    private static void Tokens(ConfigurationObject row, PriceRow price)
    {
        if (!TokenPricesOf(price).Any()) row.Problem("", "names no price");
        if (price.Price is not null) row.Problem("price", "is not for tokens, which have a price for each kind (input, output, ...)");
        if (price.LongContext is not { } context) return;
        foreach (var (name, get) in s_kinds)
        {
            if (get(price) is not null != get(context) is not null) row.Problem($"long_context.{name}", "must be named where the row names it, and only there");
        }
    }

    private static void Pieces(ConfigurationObject row, PriceRow price)
    {
        if (price.Price is null && !row.Has("price")) row.Problem("price", "is required");
        foreach (var (name, _) in TokenPricesOf(price)) row.Problem(name, $"is not for the unit {price.Unit.Name()}");
        if (price.LongContext is not null) row.Problem("long_context", $"is not for the unit {price.Unit.Name()}");
    }
}
